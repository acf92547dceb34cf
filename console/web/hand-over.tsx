import { Form, Input, Modal, Select } from 'antd'
import type { IssueView } from '../api/issue-view.ts'
import { useNames } from './about.ts'

interface Values {
  lead: string
  assist?: string[]
  note?: string
}

/** 交办: one lead unit, any assisting ones, and what is asked of them. */
export function HandOverForm({
  issue,
  close,
  save,
}: {
  issue: IssueView
  close: () => void
  save: (body: { units: string[]; note: string }) => Promise<boolean>
}) {
  const [form] = Form.useForm<Values>()
  const { about } = useNames()
  return (
    <Modal open title="交办" okText="确认交办" cancelText="取消" onCancel={close} onOk={() => form.submit()}>
      <p className="quote">{issue.title}</p>
      <Form
        form={form}
        layout="vertical"
        initialValues={{ lead: issue.department ?? '', note: '' }}
        onFinish={async ({ lead, assist = [], note = '' }) => {
          if (await save({ units: [lead.trim(), ...assist.map((u) => u.trim()).filter(Boolean)], note })) close()
        }}
      >
        <Form.Item
          name="lead"
          label="主办单位"
          extra={issue.department ? '已按研判建议填入，请核对' : undefined}
          rules={[{ required: true, whitespace: true, message: '请填写主办单位' }]}
        >
          <Input maxLength={60} placeholder="例如：市住建局" />
        </Form.Item>
        <Form.Item name="assist" label="协办单位（可选，输入后回车）">
          <Select mode="tags" open={false} suffixIcon={null} maxCount={9} tokenSeparators={['、', '，', ',']} />
        </Form.Item>
        <Form.Item name="note" label="交办意见">
          <Input.TextArea rows={3} maxLength={2000} placeholder="要求与注意事项。请勿填写群众个人信息" />
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
