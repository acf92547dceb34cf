import { Input, Modal, Select } from 'antd'
import { useState } from 'react'
import type { Board } from '../api/issue-routes.ts'
import { useApi } from './fetch.ts'

interface RenameProps {
  title: string
  renamed: boolean
  close: () => void
  save: (renamed: string | null) => Promise<boolean>
}

/** Empty takes the name back. */
export function RenameDialog({ title, renamed, close, save }: RenameProps) {
  const [text, setText] = useState(title)
  const wanted = text.trim()
  return (
    <Modal
      open
      title="事项改名"
      okText="保存"
      cancelText="取消"
      okButtonProps={{ disabled: wanted === title || (wanted === '' && !renamed) }}
      onCancel={close}
      onOk={async () => (await save(wanted === '' ? null : wanted)) && close()}
    >
      <Input
        aria-label="事项名称"
        maxLength={100}
        showCount
        value={text}
        onChange={(e) => setText(e.target.value)}
        autoFocus
      />
      <p className="soft">改名在重新归并后仍然保留；留空则恢复提取的标题。</p>
    </Modal>
  )
}

/** Two issues of one title are told apart by where they are and whose they would be. */
const whereAndWho = ({ district, place, department, voices }: Board['issues'][number]): string =>
  [...new Set([district, place])]
    .filter((part) => part !== null)
    .concat(department ?? [], `${voices} 人`)
    .join('，')

/** Chooses among the hottest issues of a year. */
export function MergeDialog({
  id,
  close,
  save,
}: {
  id: string
  close: () => void
  save: (other: string) => Promise<boolean>
}) {
  const [other, setOther] = useState<string>()
  const board = useApi<Board>('/issues?days=365&top=200')
  return (
    <Modal
      open
      title="合并到另一事项"
      okText="合并"
      cancelText="取消"
      okButtonProps={{ disabled: other === undefined }}
      onCancel={close}
      onOk={async () => other !== undefined && (await save(other)) && close()}
    >
      <Select
        showSearch={{ optionFilterProp: 'label' }}
        aria-label="并入的事项"
        placeholder="输入标题查找"
        style={{ width: '100%' }}
        loading={board.loading}
        value={other ?? null}
        onChange={(value) => setOther(value ?? undefined)}
        options={(board.data?.issues ?? [])
          .filter((i) => i.id !== id)
          .map((i) => ({ value: i.id, label: `${i.title}（${whereAndWho(i)}）` }))}
      />
      <p className="soft">本事项的帖文并入所选事项，旧链接会自动转到新事项。每封来信各自的时限和答复不变，可撤销。</p>
    </Modal>
  )
}
