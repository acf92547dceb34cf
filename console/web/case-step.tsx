import { App, Input, Modal } from 'antd'
import { useState } from 'react'
import type { CaseView } from '../api/issue-view.ts'
import { ApiError, call } from './fetch.ts'
import { CASE_STEP } from './words.ts'

interface CaseStepDialogProps {
  kase: CaseView
  state: string
  changed: () => void
  close: () => void
}

const MOST = 5000

/** 签收, 答复, 办结, 撤回: one step of a case and what is said with it. */
export function CaseStepDialog({ kase, state, changed, close }: CaseStepDialogProps) {
  const { message } = App.useApp()
  const [note, setNote] = useState('')
  const [sending, setSending] = useState(false)
  const { verb = state, label = '备注', asks, hint } = CASE_STEP[state] ?? {}
  const send = async (): Promise<void> => {
    setSending(true)
    try {
      await call(`/cases/${encodeURIComponent(kase.id)}`, { method: 'PATCH', body: { state, note, rev: kase.rev } })
      message.success(`已${verb}`)
      close()
    } catch (error) {
      message.error(error instanceof ApiError ? error.message : String(error))
      setSending(false)
    }
    changed()
  }
  return (
    <Modal
      open
      title={`${verb} ${kase.id}`}
      okText={`确认${verb}`}
      cancelText="取消"
      confirmLoading={sending}
      okButtonProps={{ disabled: (asks !== undefined && note.trim() === '') || note.length > MOST }}
      // A second click of two, or a slip of the hand, must not take away what is being written.
      mask={{ closable: false }}
      keyboard={note.trim() === ''}
      onCancel={close}
      onOk={send}
    >
      <p className="quote">
        {kase.title} · {kase.unit}
      </p>
      <Input.TextArea
        aria-label={label}
        placeholder={asks ?? label}
        rows={4}
        count={{ show: note.length > MOST / 2, max: MOST }}
        value={note}
        onChange={(e) => setNote(e.target.value)}
        autoFocus
      />
      <p className="soft">{hint}所写内容隐去个人信息后保存，有对接系统时一并推送。</p>
    </Modal>
  )
}
