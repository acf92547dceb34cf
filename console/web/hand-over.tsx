import { App, AutoComplete, Form, Input, Modal, Select } from 'antd'
import type { Units } from '../api/case-routes.ts'
import type { CaseView, IssueView } from '../api/issue-view.ts'
import { useNames } from './about.ts'
import { useApi } from './fetch.ts'

/** Signs of 交办意见. */
const MOST = 2000

interface Values {
  lead: string
  assist?: string[]
  note?: string
}

/** 交办: one lead unit, any assisting ones, and what is asked of them. */
export function HandOverForm({
  issue,
  cases,
  close,
  save,
}: {
  issue: IssueView
  /** Of this issue, so far. */
  cases: readonly CaseView[]
  close: () => void
  save: (body: { units: string[]; note: string }) => Promise<boolean>
}) {
  const [form] = Form.useForm<Values>()
  const note = Form.useWatch('note', form) ?? ''
  const { about } = useNames()
  const { modal } = App.useApp()
  const known = useApi<Units>('/units').data?.units
  const options = known?.map(({ name, official }) => ({
    value: name,
    label: official === name ? name : `${name}（${official}）`,
  }))
  const open = cases.filter((c) => c.state === '待签收' || c.state === '办理中')
  /** A slip of the pen makes a case that nobody gets: a unit of no list is asked about. */
  const sure = async (units: readonly string[]): Promise<boolean> => {
    const strange = known ? units.filter((u) => !known.some(({ name, official }) => name === u || official === u)) : []
    return (
      strange.length === 0 ||
      (await modal.confirm({
        title: `单位目录里没有：${strange.join('、')}`,
        content: '如是笔误，请返回改正；确有这个单位，可照此交办。',
        okText: '照此交办',
        cancelText: '返回修改',
      }))
    )
  }
  return (
    <Modal
      open
      title="交办"
      okText="确认交办"
      cancelText="取消"
      // A second click of two, or a slip of the hand, must not take away what is being written.
      mask={{ closable: false }}
      keyboard={note.trim() === ''}
      onCancel={close}
      onOk={() => form.submit()}
    >
      <p className="quote">{issue.title}</p>
      {open.length > 0 && (
        <p className="soft">本事项已有未答复的交办件：{open.map((c) => `${c.unit}（${c.state}）`).join('、')}</p>
      )}
      <Form
        form={form}
        layout="vertical"
        initialValues={{ lead: issue.department ?? '', note: '' }}
        onFinish={async ({ lead, assist = [], note = '' }) => {
          const units = [lead.trim(), ...assist.map((u) => u.trim()).filter(Boolean)]
          if ((await sure(units)) && (await save({ units, note }))) close()
        }}
      >
        <Form.Item
          name="lead"
          label="主办单位"
          extra={issue.department ? '已按研判建议填入，请核对' : undefined}
          rules={[{ required: true, whitespace: true, message: '请填写主办单位' }]}
        >
          <AutoComplete
            options={options ?? []}
            showSearch={{ filterOption: (typed, option) => option?.label.includes(typed.trim()) ?? false }}
          >
            <Input maxLength={60} placeholder="例如：市住建局。输入几个字可从单位目录中选" />
          </AutoComplete>
        </Form.Item>
        <Form.Item name="assist" label="协办单位（可选，从目录中选，或输入后回车）">
          <Select
            mode="tags"
            options={options ?? []}
            showSearch={{ optionFilterProp: 'label' }}
            optionLabelProp="value"
            maxCount={9}
            tokenSeparators={['、', '，', ',']}
          />
        </Form.Item>
        <Form.Item name="note" label="交办意见" rules={[{ max: MOST, message: `最多 ${MOST} 字，请删减` }]}>
          <Input.TextArea
            rows={3}
            count={{ show: note.length > MOST / 2, max: MOST }}
            placeholder="要求与注意事项。请勿填写群众个人信息"
          />
        </Form.Item>
      </Form>
      <p className="soft">
        {about?.pushes
          ? '交办后生成交办件并推送给对接系统'
          : '交办后生成交办件；没有配置对接系统，不推送，请自行告知承办单位'}
        ；每封来信各自的答复时限不变。
      </p>
    </Modal>
  )
}
