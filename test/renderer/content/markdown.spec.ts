import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseMarkdown, type Block, type Inline } from '../../../src/renderer/content/markdown'

const plain = (parts: readonly Inline[]): string => parts.map((part) => part.text).join('')

describe('parseMarkdown', () => {
  it('reads headings, paragraphs, lists, code and pictures', () => {
    const blocks = parseMarkdown('# One\n\ntwo\nlines\n\n- a\n  goes on\n- b\n\n1. first\n2. second\n\n```\nx = `1`\n\n- no list\n```\n\n![A view](pictures/a.png)\n')
    expect(blocks.map((block) => block.kind)).toEqual(['heading', 'paragraph', 'list', 'list', 'code', 'picture'])
    expect(blocks[1]).toEqual({ kind: 'paragraph', text: [{ kind: 'text', text: 'two lines' }] })
    expect((blocks[2] as Extract<Block, { kind: 'list' }>).items.map(plain)).toEqual(['a goes on', 'b'])
    expect(blocks[3]).toMatchObject({ isOrdered: true })
    expect(blocks[4]).toEqual({ kind: 'code', text: 'x = `1`\n\n- no list' })
    expect(blocks[5]).toEqual({ kind: 'picture', text: 'A view', target: 'pictures/a.png' })
  })

  it('reads code, strong words and links inside a line', () => {
    expect(parseMarkdown('a `b` **c** [d](e.md).')).toEqual([{
      kind: 'paragraph',
      text: [{ kind: 'text', text: 'a ' }, { kind: 'code', text: 'b' }, { kind: 'text', text: ' ' }, { kind: 'strong', text: 'c' }, { kind: 'text', text: ' ' }, { kind: 'link', text: 'd', target: 'e.md' }, { kind: 'text', text: '.' }]
    }])
  })

  it('leaves markup of other kinds as text', () => {
    expect(parseMarkdown('<script>alert(1)</script>')).toEqual([{ kind: 'paragraph', text: [{ kind: 'text', text: '<script>alert(1)</script>' }] }])
  })

  it('loses no line of plain words, and always ends', () => {
    fc.assert(fc.property(fc.array(fc.stringMatching(/^[a-z]{1,8}( [a-z]{1,8}){0,3}$/), { maxLength: 20 }), (lines) => {
      const text = parseMarkdown(lines.join('\n\n')).map((block) => ('text' in block && Array.isArray(block.text) ? plain(block.text) : '')).join('\n')
      expect(text).toBe(lines.join('\n'))
    }))
    fc.assert(fc.property(fc.string(), (text) => Array.isArray(parseMarkdown(text))))
  })
})
