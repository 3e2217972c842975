import { compareSchemas, inferSchema, planTables, planToTree } from '@bridge-downstream/core'

const before = inferSchema([{ day: '2024-01-02', steps: 4200, devices: ['watch'] }])
const after = inferSchema([{ day: '2024-01-03', steps: '4,200', devices: ['phone'] }])

console.log(planToTree(planTables(before, { dataset: 'days_v1' })))
const { verdict, changes } = compareSchemas(before, after)
console.log(verdict, changes.map(({ path, reason }) => `${path}: ${reason}`).join(' '))
