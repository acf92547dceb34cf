import { createContext, useContext } from 'react'
import type { About } from '../api/status-routes.ts'

export const AboutContext = createContext<About | undefined>(undefined)

/** Display names that the running program gives; an unknown code or id is shown as it is. */
export function useNames(): {
  category(code: string | null): string
  source(id: string): string
  about: About | undefined
} {
  const about = useContext(AboutContext)
  return {
    about,
    category: (code) => (code === null ? '未分类' : (about?.categories.find((c) => c.code === code)?.name ?? code)),
    source: (id) => about?.sources[id] ?? id,
  }
}

/** 5区3县 and 新区, in the order people say them. */
export const DISTRICTS = ['城关区', '七里河区', '西固区', '安宁区', '红古区', '永登县', '榆中县', '皋兰县', '兰州新区']
