import { Button, Empty, Skeleton } from 'antd'

export const Waiting = () => <Skeleton active paragraph={{ rows: 8 }} className="card" />

export const Failed = ({ text, retry }: { text: string; retry?: () => void }) => (
  <div className="card failed" role="alert">
    <p>{text}</p>
    {retry && <Button onClick={retry}>重试</Button>}
  </div>
)

export const Nothing = ({ text }: { text: string }) => (
  <Empty className="nothing" image={Empty.PRESENTED_IMAGE_SIMPLE} description={text} />
)
