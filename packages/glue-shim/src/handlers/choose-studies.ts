import type { Config, StudyConfig } from '../config/config.js'
import { UnknownStudyError } from './unknown-study-error.js'

/**
 * The studies that an event is about.
 *
 * @param scope default: all apps, and all studies of an app.
 * @throws UnknownStudyError if there are none.
 */
export function chooseStudies(
  { studies }: Pick<Config, 'studies'>,
  { app, study }: { readonly app?: string | undefined; readonly study?: string | undefined },
): StudyConfig[] {
  const chosen = studies.filter((each) => (app ?? each.app) === each.app && (study ?? each.study) === each.study)
  if (chosen.length === 0) throw new UnknownStudyError(app ?? '', study ?? '')
  return chosen
}
