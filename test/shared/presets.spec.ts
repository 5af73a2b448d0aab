import { describe, expect, it } from 'vitest'
import { findPreset, PRESET_GROUPS, PRESETS } from '../../src/shared/presets'

describe('presets', () => {
  it('have ids of their own, an explanation and a source', () => {
    expect(new Set(PRESETS.map(({ config }) => config.id)).size).toBe(PRESETS.length)
    for (const { config, description, source } of PRESETS) {
      expect(description, config.id).toMatch(/^[A-Z0-9a-z].*\.$/)
      expect(source.length, config.id).toBeGreaterThan(3)
    }
  })

  it('stand together by what they are about', () => {
    const groups = PRESETS.map(({ group }) => group)
    expect(groups.filter((group, i) => group !== groups[i - 1])).toEqual(PRESET_GROUPS.map(({ group }) => group))
  })

  it('of the reviewers ask a question and change something of the preset to compare with', () => {
    const asking = PRESETS.filter(({ group }) => group === 'questions')
    expect(asking.map(({ config }) => config.id)).toEqual(['same-filled-bypass', 'cancel-on-refault', 'two-nodes', 'four-kswapds', 'iaa-batch', 'padata-4', 'folios-64k', 'pages-16k', 'swapoff'])
    for (const { config, question, base } of asking) {
      expect(question, config.id).toMatch(/^[A-Z].*\?$/)
      const { id: _, title: __, ...settings } = config
      const { id: ___, title: ____, ...baseSettings } = findPreset(base!)!.config
      expect(settings, config.id).not.toEqual(baseSettings)
    }
    expect(PRESETS.filter(({ question, base }) => (question === undefined) !== (base === undefined))).toEqual([])
  })
})
