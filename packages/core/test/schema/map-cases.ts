import type { JsonObject, JsonValue } from '../../src/json/json-value.js'

/** Objects as they stood in documents, and what a careful data engineer would take them for: rows of key and value, or columns. */
export interface MapCase {
  readonly name: string
  readonly kind: 'map' | 'object'
  readonly objects: readonly JsonObject[]
}

function map(name: string, ...objects: JsonObject[]): MapCase {
  return { name, kind: 'map', objects }
}

function object(name: string, ...objects: JsonObject[]): MapCase {
  return { name, kind: 'object', objects }
}

function keyed(keys: readonly string[], value: (i: number, key: string) => JsonValue): JsonObject {
  return Object.fromEntries(keys.map((key, i) => [key, value(i, key)]))
}

function numbered(count: number, name: (number: number) => string): string[] {
  return Array.from({ length: count }, (_, i) => name(i + 1))
}

const PACKAGES = ['lodash', 'react', 'vite', 'vitest', 'typescript', 'zod', 'ajv', 'esbuild', 'prettier', 'oxlint', 'fflate', 'tsup']
const STATES = ['Bavaria', 'Berlin', 'Brandenburg', 'Bremen', 'Hamburg', 'Hesse', 'Saarland', 'Saxony', 'Thuringia', 'Lower Saxony']

/** Written down before the rules were tuned. */
export const MAP_CASES: readonly MapCase[] = [
  // Times.
  map('totals by date', { '2024-01-01': 3, '2024-01-02': 5 }),
  map('one date', { '2024-01-01': { steps: 3 } }),
  map('totals by month', { '2024-01': 3, '2024-02': 5, '2024-03': 1 }),
  map('readings by instant', { '2024-01-01T10:00:00Z': 61, '2024-01-01T10:00:05.250Z': 62 }),
  map('readings by instant without a zone', { '2024-01-01 10:00:00': 61, '2024-01-01 10:01:00': 62 }),
  map('prices by date with slashes', { '2024/01/02': 1.5, '2024/01/03': 1.6 }),
  map('attendance by German date', { '01.02.2024': true, '02.02.2024': false }),
  map('doses by time of day', { '08:00': 2, '20:00': 1 }),
  map('population by year', { 2019: 83.1, 2020: 83.2, 2021: 83.2 }),
  map('samples by Unix milliseconds', { 1700000000000: [0.1, 0.2], 1700000000020: [0.2, 0.2] }),
  map('sales by quarter', { '2023-Q1': 10, '2023-Q2': 12, '2023-Q3': 9 }),
  map('cases by calendar week', { '2023-W01': 10, '2023-W02': 12 }),
  map('visitors by time slot', { '09:00-10:00': 5, '10:00-11:00': 9 }),

  // Identifiers.
  map(
    'sessions by uuid',
    { '7d0759c1-de3d-4b88-9507-77ff3180649b': { ok: true } },
    { '0b0f6c0e-1111-4b88-9507-77ff3180649b': { ok: false } },
  ),
  map('items by numeric id', { 102: { score: 1 }, 2047: { score: 0 } }),
  map('sparse array', { 0: 'a', 7: 'b' }),
  map('users by e-mail', { 'ann@example.org': { admin: true }, 'bob@example.org': { admin: false } }),
  map('documents by ObjectId', { '507f1f77bcf86cd799439011': 1, '507f191e810c19729de860ea': 2 }),
  map('files by SHA-256', { e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855: 'a.txt' }),
  map('messages by Firebase key', { '-NkQ2fV0a9bcDEfgh1jK': { text: 'x' }, '-NkQ2gT3x8ycZZfgh2Qm': { text: 'y' } }),
  map('participants by code', { 'SUB-001': { age: 71, arm: 'A' }, 'SUB-002': { age: 66, arm: 'B' }, 'SUB-003': { age: 70, arm: 'A' } }),
  map('score by participant code', { P001: 12, P002: 14, P003: 9 }),
  map('subjects in the manner of BIDS', { 'sub-001': { sex: 'f' }, 'sub-002': { sex: 'm' } }),
  map('trials by register number', { NCT01234567: 'open', NCT01234568: 'closed' }),
  map('price by EAN', { 4006381333931: 2.5, 4006381333948: 3.1 }),
  map('devices by MAC address', { '3c:22:fb:01:02:03': { rssi: -60 }, '3c:22:fb:01:02:04': { rssi: -71 } }),
  map('hits by IPv4 address', { '10.0.0.1': 4, '10.0.0.2': 9 }),
  map('calls by phone number', { '+4915112345678': 3, '+4915112345679': 1 }),
  map('responses by item identifier', { '179_discipline': { score: 1 }, '485_solemn': { score: 0 }, '670_imperturbable': { score: 1 } }),
  map('text by error code', { E1001: 'no such user', E1002: 'no such file', E2040: 'out of memory' }),
  map('vulnerabilities by CVE', { 'CVE-2021-44228': { severity: 'high' }, 'CVE-2022-22965': { severity: 'high' } }),

  // Places, languages, currencies, classes.
  map('cases by country', { US: 3, DE: 4, FR: 1 }, { DE: 2, IT: 9 }),
  map('cases by region', { 'US-CA': 4, 'US-NY': 7, 'DE-BE': 1 }),
  map('rates by currency', { USD: 1.08, GBP: 0.85, JPY: 163.2 }),
  map('a text in languages', { en: 'Welcome', de: 'Willkommen', es: 'Bienvenido' }),
  map('a text in locales', { 'en-US': 'Color', 'en-GB': 'Colour', 'pt-BR': 'Cor' }),
  map('a text in locales with underscores', { en_US: 'Color', de_DE: 'Farbe' }),
  map('counts by age band', { '18-24': 10, '25-34': 20, '65+': 3 }),
  map('values by coordinate', { '52.5,13.4': 8.1, '48.1,11.6': 7.9 }),
  map('uses by colour', { '#ff0000': 3, '#00ff00': 1 }),
  map('status codes, with a default', { 200: { description: 'ok' }, 404: { description: 'none' }, default: { description: 'error' } }),
  map('text by HTTP status', { 200: 'OK', 404: 'Not Found', 500: 'Internal Server Error' }),
  map(
    'grades by name of state',
    keyed(STATES, (i) => ({ capital: 'x', people: i })),
  ),

  // Programs.
  map('OpenAPI paths', { '/pets': { get: { tags: ['a'] } }, '/pets/{id}': { get: { tags: ['a'] }, delete: { tags: ['b'] } } }),
  map('pages by URL', { 'https://example.org/a': 3, 'https://example.org/b': 1 }),
  map(
    'lock file',
    keyed(PACKAGES, (i) => ({ version: `1.${i}.0`, resolved: 'https://example.org', ...(i % 3 ? { dev: true } : {}) })),
  ),
  map('lock file by path', { 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '2.0.0', dev: true } }),
  map('releases by version', { '1.0.0': { date: '2024-01-01' }, '1.1.0': { date: '2024-02-01' }, '2.0.0-rc.1': { date: '2024-03-01' } }),
  map('resources by ARN', { 'arn:aws:s3:::one': { size: 1 }, 'arn:aws:s3:::two': { size: 2 } }),
  map('files by name', { 'main.ts': { size: 120 }, 'README.md': { size: 80 }, 'package.json': { size: 12 } }),
  map('coverage by path', { 'src/a.ts': { lines: 10 }, 'src/b/c.ts': { lines: 20 } }),
  map('scoped packages', { '@babel/core': '^7.0.0', '@types/node': '^24.0.0' }),
  map(
    'answers by step, wide',
    keyed(['mood', 'sleep', 'walk', 'pain', 'diet', 'stress', 'falls', 'memory', 'speech', 'tremor', 'sitting'], (i) => ({
      answer: i,
      startDate: 'x',
      endDate: 'y',
    })),
  ),
  map('trials by number in the key', { trial1: { rt: 310, ok: true }, trial2: { rt: 290, ok: true }, trial3: { rt: 350, ok: false } }),

  // Objects.
  object('a person', { name: 'Ann', age: 71, email: 'ann@example.org' }),
  object('a point', { x: 0.1, y: 0.2, z: 0.3 }),
  object('two points', { start: { x: 1, y: 2 }, end: { x: 3, y: 4 } }),
  object('left and right', { left: { taps: 10, mean: 1.5 }, right: { taps: 12, mean: 1.4 } }),
  object(
    'questionnaire items',
    keyed(
      numbered(40, (n) => `q${n}`),
      (i) => i % 4,
    ),
  ),
  object('questionnaire items, some left out', { q1: 3, q2: 1, q3: 0 }, { q1: 2, q3: 1, q4: 2 }),
  object(
    'PHQ-9',
    keyed(
      numbered(9, (n) => `PHQ9_${n}`),
      (i) => i % 4,
    ),
  ),
  object(
    'items with two digits',
    keyed(
      numbered(24, (n) => `item_${String(n).padStart(2, '0')}`),
      (i) => i % 5,
    ),
  ),
  object(
    'wide sensor record',
    keyed(
      numbered(64, (n) => `sensor_${String(n).padStart(3, '0')}`),
      (i) => i / 7,
    ),
  ),
  object(
    'wide motion record',
    keyed(
      ['accX', 'accY', 'accZ', 'gyroX', 'gyroY', 'gyroZ', 'magX', 'magY', 'magZ', 'gravX', 'gravY', 'gravZ', 'roll', 'pitch', 'yaw'],
      (i) => i / 3,
    ),
  ),
  object('NHANES record', { SEQN: 93703, RIAGENDR: 2, RIDAGEYR: 2, DMQ010: 1, DMQ020: 2, INDHHIN2: 15 }),
  object(
    'rotation matrix',
    keyed(['m11', 'm12', 'm13', 'm21', 'm22', 'm23', 'm31', 'm32', 'm33'], (i) => i),
  ),
  object(
    'FHIR patient',
    { resourceType: 'Patient', id: 'a', name: [{ family: 'x', given: ['y'] }], gender: 'female', address: [{ city: 'z' }] },
    { resourceType: 'Patient', id: 'b', birthDate: '1950-01-01', telecom: [{ system: 'phone', value: '1' }] },
  ),
  object('FHIR coding', { system: 'http://loinc.org', code: '8867-4', display: 'Heart rate' }),
  object(
    'FHIR quantities',
    keyed(['low', 'high'], (i) => ({ value: i, unit: 'mmHg', system: 'http://unitsofmeasure.org', code: 'mm[Hg]' })),
  ),
  object('settings', { theme: 'dark', fontSize: 12, autoSave: true }),
  object('switches', { notifications: true, sounds: false, vibration: true, analytics: false }),
  object('by environment', { development: { host: 'a', port: 1 }, staging: { host: 'b', port: 2 }, production: { host: 'c', port: 3 } }),
  object(
    'opening hours',
    keyed(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], () => ({ open: '08:00', close: '18:00' })),
  ),
  object('path item', { get: { summary: 'a', tags: ['x'] }, post: { summary: 'b', tags: ['x'] }, delete: { summary: 'c', tags: ['x'] } }),
  object('links', { self: { href: 'a' }, next: { href: 'b' }, last: { href: 'c' } }),
  object('GitHub user URLs', {
    id: 1,
    url: 'https://a',
    html_url: 'https://b',
    followers_url: 'https://c',
    gists_url: 'https://d',
    login: 'x',
    site_admin: false,
  }),
  object('GeoJSON', { type: 'Feature', geometry: { type: 'Point', coordinates: [1, 2] }, properties: { name: 'x' } }),
  object('statistics', { min: 1, max: 9, mean: 4.5, sd: 1.2, n: 40 }),
  object('percentiles', { p50: 1.2, p90: 3.4, p95: 5.1, p99: 9.9 }),
  object('changes over periods', { '1h': 0.1, '24h': -0.5, '7d': 2.2, '30d': 4.8 }),
  object('thumbnails', { small: { url: 'a', width: 1 }, medium: { url: 'b', width: 2 }, large: { url: 'c', width: 3 } }),
  object('vital signs', { HR: 61, BP: 120, RR: 14, SPO2: 98 }),
  object('body measures', { BMI: 24.1, HRV: 50, VO2: 38 }),
  object('two letters', { id: 'a', to: 'b', cc: 'c' }),
  object('XML attributes', { '@id': 'a', '@type': 'b', '#text': 'c' }),
  object('JSON-LD', { '@context': 'https://schema.org', '@type': 'Person', name: 'x' }),
  object('dollars', { $schema: 'https://json-schema.org', $id: 'x', title: 'y' }),
  object('dotted attributes', { 'http.method': 'GET', 'http.status_code': 200, 'service.name': 'x' }),
  object('columns of a spreadsheet', { 'First Name': 'Ann', 'Last Name': 'Lee', 'Date of Birth': '1950-01-01', 'Score (1-5)': 3 }),
  object('request headers', { Host: 'a', Accept: '*/*', 'Content-Type': 'text/plain', 'User-Agent': 'x', 'X-Request-Id': 'y' }),
  object('a name that is a year', { name: 'x', 2024: 5, total: 9 }),
  object('a date beside names', { '2024-01-01': 5, total: 9 }),
  object('empty', {}),
  object('null values', { a: null, b: null, c: null }),
  object('body parts', {
    leftArm: { flexion: 1, extension: 2 },
    rightArm: { flexion: 1, extension: 2 },
    leftLeg: { flexion: 1, extension: 2 },
    rightLeg: { flexion: 1, extension: 2 },
  }),
  object('scores of scales', { finalTheta: 0.56, startSE: 99, finalSE: 0.38, startTheta: 0, itemCount: 10 }),
  object('versions of parts', { app: '1.2.3', os: '17.0', schema: '4' }),
  object('language settings', { id: 5, en: true, name: 'x' }),
  object(
    'EEG channels',
    keyed(['Fp1', 'Fp2', 'F3', 'F4', 'C3', 'C4', 'P3', 'P4', 'O1', 'O2', 'Fz', 'Cz', 'Pz'], (i) => [i, i + 1]),
  ),
  object('hypnogram stages', { N1: 0.1, N2: 0.5, N3: 0.2, REM: 0.2, W: 0 }),
  object(
    'a record with many parts',
    keyed(['patient', 'visit', 'consent', 'device', 'site', 'study', 'arm', 'dose', 'outcome', 'event', 'lab'], (i, key) => ({
      id: i,
      [`${key}Name`]: 'x',
      [`${key}Code`]: 'y',
      [`${key}Date`]: 'z',
    })),
  ),
]
