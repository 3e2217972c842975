import type { Parameter } from './template.js'

/** Parameters that several templates have. */
export const ENVIRONMENT: Parameter = { Type: 'String', Description: 'Which of the two deployments.', AllowedValues: ['develop', 'prod'] }

export const NAMESPACE: Parameter = {
  Type: 'String',
  Description: 'First folder of everything that is written.',
  AllowedPattern: '[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?',
}

const PREFIX = 'bd-[a-z0-9_-]{3,60}'

export const NAMESPACE_PREFIX: Parameter = {
  Type: 'String',
  Description: 'What names of the namespace begin with.',
  AllowedPattern: PREFIX,
}

export const VERSION_PREFIX: Parameter = {
  Type: 'String',
  Description: 'What names of the version begin with.',
  AllowedPattern: PREFIX,
}

export const DESTINATION_BUCKET: Parameter = { Type: 'String', Description: 'Bucket of the results.' }

export const DESTINATION_PREFIX: Parameter = {
  Type: 'String',
  Description: 'What keys in the bucket of the results begin with, before the namespace: empty, or with a slash at its end.',
  Default: '',
  AllowedPattern: '([^*?]*/)?',
}

export const ENCRYPTION_KEY: Parameter = {
  Type: 'String',
  Description: 'ARN of the KMS key of the buckets. Empty: the keys of S3.',
}

export const LOG_RETENTION: Parameter = {
  Type: 'Number',
  Description: 'Days that logs are kept.',
  Default: 90,
  AllowedValues: [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731],
}

export const UPLOAD_TOPIC: Parameter = {
  Type: 'String',
  Description: 'SNS topic that tells of new uploads.',
  AllowedPattern: 'arn:[a-z-]+:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+',
}

export const number = (description: string, value: number, least: number, most: number): Parameter => ({
  Type: 'Number',
  Description: description,
  Default: value,
  MinValue: least,
  MaxValue: most,
})
