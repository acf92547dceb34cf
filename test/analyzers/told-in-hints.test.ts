import { describe, expect, it } from 'vitest'
import { redact } from '../../analyzers/redaction/redact.ts'
import { openScreener } from '../../cli/screening.ts'
import { isShared, type Screening } from '../../model/post.ts'

const screener = openScreener({ city: 'lanzhou', models: {} })
const facts = { postedAt: undefined, givenAppealType: undefined, addressee: undefined, channel: undefined }
const screen = (text: string): Screening => screener.screen({ ...redact('', text), kind: 'letter', ...facts }).screening

describe('what is told in hints', () => {
  it.each([
    '他又把娃锁在阳台上了，衣服都没穿，娃拍着玻璃喊冷，奶奶说晚上喝了酒回来还要收拾他。',
    '我爸喝了酒就把我妈关到羊圈里，今天又把她的头发剪了，弟弟躲在炕洞里不敢出来，晚上他还要回来。',
  ])('somebody hurt at home goes to the police and on no board: %s', (text) => {
    const said = screen(text)
    expect(said.route, text).toMatch(/^(emergency|protected)$/)
    expect(said.reasons.some(({ rule }) => rule.startsWith('route.victim.'))).toBe(true)
    expect([isShared(said), said.departments[0]?.name, said.urgency >= 2]).toEqual([false, '市公安局', true])
  })
  it.each(['桥底下有个人抱着桥墩，水已经到下巴了，我们的绳子够不着', '对面楼上窗户里全是红光，有个老太太在窗口摇毛巾'])(
    'a danger is one without its name: %s',
    (text) => expect(screen(text)).toMatchObject({ route: 'emergency', urgency: 3 }),
  )
  it.each(['低保名单贴出来第二天就换了一张，多出来的三户都和村主任一个姓，我家的没了。'])(
    'an allegation without the word for it is protected: %s',
    (text) => expect(screen(text).route).toBe('protected'),
  )
  it.each([
    '希望社区给独居老人讲一讲燃气安全，去年那场火大家都后怕。',
    '孩子的班主任要求太严，作业写到十一点，能不能少布置些。',
    '窗口的人让我跑了三趟，每次说缺的材料都不一样，效率太低了。',
  ])('what only looks like it stays a case: %s', (text) => expect(screen(text).route).toBe('case'))
})
