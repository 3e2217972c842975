import { openRegistry } from '@bridge-downstream/core'
import { openStore } from '@bridge-downstream/s3-adapter'

const { dataset, contract } = await openRegistry(openStore('study')).setContract('taskData_v2', 'freeze')
console.log(`${dataset}: ${contract}`)
