import { Button, Empty, Skeleton } from 'antd'
import { link, useTitle } from './location.ts'

export const Waiting = () => <Skeleton active paragraph={{ rows: 8 }} className="card" />

export const Failed = ({ text, retry }: { text: string; retry?: () => void }) => (
  <div className="card failed" role="alert">
    <p>{text}</p>
    {retry && <Button onClick={retry}>重试</Button>}
  </div>
)

/** What an address leads to that leads nowhere. */
export function Missing({ what, why }: { what: string; why: string }) {
  useTitle(what)
  return (
    <div className="card failed">
      <h1>{what}</h1>
      <p className="soft">{why}</p>
      <p>
        <a {...link('/')}>回到热点榜</a>
      </p>
    </div>
  )
}

export const Nothing = ({ text }: { text: string }) => (
  <Empty className="nothing" image={Empty.PRESENTED_IMAGE_SIMPLE} description={text} />
)
