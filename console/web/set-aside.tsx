import { App, Button } from 'antd'
import { useState } from 'react'
import type { PostView } from '../api/post-view.ts'
import { call } from './fetch.ts'
import { DISPOSITION, SET_ASIDE } from './words.ts'

/** Under a post that is out of the lists: where it went, and the way back. Nothing under any other. */
export function SetAside({ post }: { post: PostView }) {
  const { message } = App.useApp()
  const [back, setBack] = useState(false)
  const [busy, setBusy] = useState(false)
  if (!SET_ASIDE.some((d) => d === post.disposition)) return null
  const decide = async (kept: boolean) => {
    setBusy(true)
    try {
      await call(`/review/${post.id}`, { method: 'POST', body: kept ? { disposition: 'kept' } : { undo: true } })
      setBack(kept)
    } catch (error) {
      message.error((error as Error).message)
    } finally {
      setBusy(false)
    }
  }
  return (
    <div className="set-aside">
      <span className="tag state">{back ? DISPOSITION.kept : DISPOSITION[post.disposition]}</span>{' '}
      <Button size="small" loading={busy} onClick={() => decide(!back)}>
        {back ? '撤销' : '改为保留'}
      </Button>
    </div>
  )
}
