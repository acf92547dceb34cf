import { describe, expect, it } from 'vitest'
import { readLetter } from '../../model/post.ts'

describe('readLetter', () => {
  it('leaves out optional fields of another vocabulary and keeps the letter', () => {
    const read = readLetter({ id: 7, text: '停水', kind: 'AD:Loan', likes: '很多', title: null, extra: 1 })
    expect(read.data).toEqual({ id: '7', text: '停水', title: null })
  })

  it.each([[{ text: '停水' }], [{ id: '1' }], [{ id: '', text: 'x' }], [[]], ['x'], [null]])('refuses %j', (value) => {
    expect(readLetter(value).success).toBe(false)
  })
})
