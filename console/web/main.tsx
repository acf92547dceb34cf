import '@fontsource/noto-sans-sc/400.css'
import '@fontsource/noto-sans-sc/500.css'
import './styles.css'
import { createRoot } from 'react-dom/client'
import { Shell } from './shell.tsx'

createRoot(document.getElementById('root') as HTMLElement).render(<Shell />)
