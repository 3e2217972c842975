import { Option, type Command } from 'commander'
import { addSchemaOptions } from './schema-options.js'

/** Options of commands that read a study's archives; their values are its `StudySettings`. */
export function addStudyOptions(command: Command): Command {
  return addSchemaOptions(command)
    .addOption(new Option('--preset <name>', 'whose archives they are').choices(['bridge', 'recover']).default('bridge'))
    .option('--app <id>', 'the app that sent them, such as mobile-toolbox')
    .option('--archive-map <file>', 'archive-map.json of mobile-client-json: which JSON Schema each file has')
    .option('--schema-mapping <file>', 'datasets by $id of a JSON Schema, instead of the preset’s')
    .option('--dataset-mapping <file>', 'datasets by assessment, revision and file, instead of the preset’s')
    .addOption(new Option('--duplicate-keys <rule>', 'a key that stands twice in an object').choices(['error', 'last']).default('error'))
}
