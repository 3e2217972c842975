import { appTemplate } from './app-template.js'
import { namespaceTemplate } from './namespace-template.js'
import { sharedTemplate } from './shared-template.js'
import { studyTemplate } from './study-template.js'
import type { Template } from './template.js'
import { versionTemplate } from './version-template.js'

/** What stacks there are, in the order in which they need each other. */
export const STACK_KINDS = ['shared', 'namespace', 'version', 'app', 'study'] as const
export type StackKind = (typeof STACK_KINDS)[number]

export const TEMPLATES: Readonly<Record<StackKind, Template>> = {
  shared: sharedTemplate,
  namespace: namespaceTemplate,
  version: versionTemplate,
  app: appTemplate,
  study: studyTemplate,
}
