import { App as AntApp, ConfigProvider } from 'antd'
import zhCN from 'antd/locale/zh_CN'
import { lazy, type ReactNode, Suspense } from 'react'
import type { About } from '../api/status-routes.ts'
import { AboutContext } from './about.ts'
import { BOARD_PATHS } from './board-frame.tsx'
import { BoardPage } from './board-page.tsx'
import { useApi } from './fetch.ts'
import { link, useHere, useTitle } from './location.ts'
import { Failed, Missing, Waiting } from './states.tsx'
import { minute } from './words.ts'

const UrgentPage = lazy(() => import('./urgent-page.tsx').then((m) => ({ default: m.UrgentPage })))
const HardPage = lazy(() => import('./hard-page.tsx').then((m) => ({ default: m.HardPage })))
const AreasPage = lazy(() => import('./areas-page.tsx').then((m) => ({ default: m.AreasPage })))
const IssuePage = lazy(() => import('./issue-page.tsx').then((m) => ({ default: m.IssuePage })))
const SearchPage = lazy(() => import('./search-page.tsx').then((m) => ({ default: m.SearchPage })))
const ReviewPage = lazy(() => import('./review-page.tsx').then((m) => ({ default: m.ReviewPage })))
const CasesPage = lazy(() => import('./cases-page.tsx').then((m) => ({ default: m.CasesPage })))
const SourcesPage = lazy(() => import('./sources-page.tsx').then((m) => ({ default: m.SourcesPage })))
const StatsPage = lazy(() => import('./stats-page.tsx').then((m) => ({ default: m.StatsPage })))

const PAGES: readonly { path: string; name: string; page: () => ReactNode }[] = [
  { path: '/', name: '热点榜', page: () => <BoardPage /> },
  { path: '/search', name: '检索', page: () => <SearchPage /> },
  { path: '/review', name: '人工研判', page: () => <ReviewPage /> },
  { path: '/cases', name: '交办件', page: () => <CasesPage /> },
  { path: '/sources', name: '来源健康', page: () => <SourcesPage /> },
  { path: '/stats', name: '概况', page: () => <StatsPage /> },
]

const THEME = {
  token: {
    colorPrimary: '#14506e',
    colorLink: '#14506e',
    colorText: '#1c2b36',
    colorTextSecondary: '#566672',
    colorBorder: '#cfd8de',
    borderRadius: 6,
    fontFamily: "'Noto Sans SC', sans-serif",
    fontWeightStrong: 500,
    motion: false,
  },
}

const pageOf = (path: string): ReactNode => {
  const issue = /^\/issues\/([^/]+)$/.exec(path)?.[1]
  if (issue) return <IssuePage key={issue} id={decodeURIComponent(issue)} />
  if (path === '/urgent') return <UrgentPage />
  if (path === '/hard') return <HardPage />
  if (path === '/areas') return <AreasPage />
  return (
    PAGES.find((p) => p.path === path)?.page() ?? <Missing what="没有这个页面" why="网址可能写错了，或来自别的版本。" />
  )
}

/** The name of a page; an issue says its own once it is there. */
const nameOf = (path: string): string | undefined => {
  if (path.startsWith('/issues/')) return '事项详情'
  if (path === '/urgent') return '紧急来件'
  if (path === '/hard') return '难点'
  if (path === '/areas') return '分布'
  return PAGES.find((p) => p.path === path)?.name
}

/** Header, navigation and the page of the address. */
export function Shell() {
  const path = useHere().split('?')[0] as string
  const about = useApi<About>('/about')
  const active = path.startsWith('/issues/') || BOARD_PATHS.includes(path) ? '/' : path
  useTitle(nameOf(path))
  return (
    <ConfigProvider locale={zhCN} theme={THEME} button={{ autoInsertSpace: false }}>
      <AntApp>
        <AboutContext value={about.data}>
          <a className="skip" href="#main">
            跳到正文
          </a>
          <header className="top">
            <div className="top-in">
              <a className="brand" title="回到热点榜" {...link('/')}>
                <img src="/icon.svg" alt="" width="28" height="28" />
                <b>兰听</b>
              </a>
              <nav aria-label="主导航">
                {PAGES.map((p) => (
                  <a key={p.path} {...link(p.path)} aria-current={p.path === active ? 'page' : undefined}>
                    {p.name}
                  </a>
                ))}
              </nav>
              {about.data?.sample && (
                <span className="sample" title={`合成数据，固定时间 ${minute(about.data.now)}`}>
                  样例数据
                </span>
              )}
            </div>
          </header>
          <main id="main" tabIndex={-1}>
            {about.error ? (
              <Failed text={about.error.message} retry={about.reload} />
            ) : (
              about.data && <Suspense fallback={<Waiting />}>{pageOf(path)}</Suspense>
            )}
          </main>
          <footer>
            兰听 {about.data?.version}
            {about.data?.sample && ' · 样例数据：全部内容为合成，非真实诉求'}
            <span> · 反映人数为去重估计值 · 个人信息已隐去</span>
          </footer>
        </AboutContext>
      </AntApp>
    </ConfigProvider>
  )
}
