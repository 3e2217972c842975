import { createRandom, type Random } from './inputs.ts'

/** A kind of documents to relationalize. The same seed gives the same text; a longer one begins with a shorter one. */
export interface Workload {
  readonly name: string
  /** For people. */
  readonly shape: string
  /** Documents without end. */
  readonly documents: () => Generator<unknown, never, undefined>
}

const WORDS =
  'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon phi chi psi omega step task form screen button select answer question spelling reading memory picture sequence change card sort number match the of and to in is was for on that with as at by from'.split(
    ' ',
  )

export const WORKLOADS: readonly Workload[] = [
  { name: 'sensor', shape: 'flat records of 7 to 9 fields, most of them doubles', documents: sensorRecords },
  { name: 'task', shape: 'documents of some 6 KB with three nested arrays', documents: taskDocuments },
  { name: 'events', shape: 'heterogeneous: 8 kinds, unions, nulls, long text', documents: eventDocuments },
]

/** NDJSON in pieces of about a megabyte, of the size asked for or a little more. */
export function* ndjson({ documents }: Workload, sizeBytes: number): Generator<string, void, undefined> {
  let piece: string[] = []
  let length = 0
  let total = 0
  for (const document of documents()) {
    const line = `${JSON.stringify(document)}\n`
    piece.push(line)
    length += line.length
    total += line.length
    if (length < 1e6 && total < sizeBytes) continue
    yield piece.join('')
    if (total >= sizeBytes) return
    piece = []
    length = 0
  }
}

const SENSORS = ['gyro', 'accelerometer', 'userAcceleration', 'attitude', 'magneticField'] as const
const SENSOR_STEPS = ['', '/instruction', '/practice/item 1', '/main/item 1', '/main/item 2', '/completion'].map(
  (step) => `MTB Spelling Form 1${step}`,
)
/** Records of one recording. */
const RECORDING = 20_000

function* sensorRecords(): Generator<unknown, never, undefined> {
  for (let recording = 0; ; recording++) {
    const random = createRandom(1_000 + recording)
    const axis = (): number => rounded((random.fraction() - 0.5) * 2, 7)
    for (let i = 0; i < RECORDING; i++) {
      const sensorType = SENSORS[i % SENSORS.length]!
      yield {
        uptime: rounded(557_787.23 + recording * 1_000 + i * 0.01, 2),
        timestamp: rounded(i * 0.0102, 4),
        stepPath: SENSOR_STEPS[Math.floor((i / RECORDING) * SENSOR_STEPS.length)],
        sensorType,
        x: axis(),
        y: axis(),
        z: axis(),
        ...(sensorType === 'attitude' ? { w: rounded(random.fraction(), 7) } : {}),
        ...(sensorType === 'magneticField' ? { eventAccuracy: random.below(4) } : {}),
      }
    }
  }
}

const TASKS = ['flanker', 'dccs', 'mfs', 'psm', 'numberMatch', 'spelling', 'vocabulary']
const MODELS = ['iPhone12,1', 'iPhone13,2', 'iPad8,9', 'SM-G991U', 'Pixel 6']
const ZONES = ['America/Chicago', 'America/New_York', 'Europe/London']

function* taskDocuments(): Generator<unknown, never, undefined> {
  const random = createRandom(2)
  for (let i = 0; ; i++) {
    const start = 1_650_000_000_000 + i * 60_000 + random.below(60_000)
    let clock = start
    yield {
      taskName: random.pick(TASKS),
      taskIdentifier: `org.example.task.${random.below(40)}`,
      testVersion: `1.${random.below(5)}.${random.below(20)}`,
      locale: random.pick(['en-US', 'es-ES', 'en-GB']),
      recordId: hex(random, 32),
      participant: `P${random.below(20_000)}`,
      startDate: iso(start),
      endDate: iso(start + random.below(600_000)),
      practice: random.fraction() < 0.3,
      scores: {
        rawScore: random.below(60),
        theta: rounded((random.fraction() - 0.5) * 6, 6),
        se: rounded(random.fraction(), 8),
        rate: rounded(random.fraction() * 3, 4),
      },
      device: {
        model: random.pick(MODELS),
        osVersion: `1${random.below(8)}.${random.below(9)}`,
        screen: { width: random.pick([390, 414, 1024]), height: random.pick([844, 896, 1366]) },
      },
      ...(random.fraction() < 0.4 ? { comment: text(random, 4 + random.below(20)) } : {}),
      ...(random.fraction() < 0.5 ? { timezone: random.pick(ZONES) } : {}),
      stepHistory: times(6 + random.below(6), (position) => ({
        identifier: `step_${position}_${random.below(300)}`,
        position,
        type: random.pick(['instruction', 'choice', 'countdown', 'completion']),
        startDate: iso((clock += random.below(9_000))),
        endDate: iso(clock + random.below(5_000)),
        response: {
          value: random.below(5),
          text: random.pick(WORDS),
          latency: rounded(random.fraction() * 4, 5),
          correct: random.fraction() < 0.7,
        },
        ...(random.fraction() < 0.6 ? { score: random.below(2) } : {}),
        ...(random.fraction() < 0.3 ? { answerText: text(random, 3) } : {}),
        options: times(random.below(5), (id) => ({
          id,
          label: text(random, 2),
          x: random.below(1_000),
          y: random.below(1_000),
          selected: random.fraction() < 0.2,
        })),
      })),
      userInteractions: times(8 + random.below(10), () => ({
        stepIdentifier: `step_${random.below(12)}_${random.below(300)}`,
        controlEvent: random.pick(['touchDown', 'touchUp', 'drag', 'confirmSelection']),
        timestamp: rounded(random.fraction() * 600, 4),
        date: iso(start + random.below(600_000)),
        x: rounded(random.fraction() * 400, 2),
        y: rounded(random.fraction() * 800, 2),
        tags: times(random.below(4), () => random.pick(WORDS)),
      })),
      consideredSteps: times(6 + random.below(8), (order) => ({
        identifier: `step_${order}_${random.below(300)}`,
        order,
        difficulty: rounded((random.fraction() - 0.5) * 4, 6),
        eligible: random.fraction() < 0.8,
      })),
    }
  }
}

function* eventDocuments(): Generator<unknown, never, undefined> {
  const random = createRandom(3)
  const kinds = Object.keys(PAYLOADS)
  for (let i = 0; ; i++) {
    const type = random.pick(kinds)
    const name = `${random.pick(WORDS)}${random.below(9_000)}/${random.pick(WORDS)}-${random.pick(WORDS)}`
    yield {
      id: String(21_000_000_000 + i * 3),
      type,
      actor: {
        id: random.below(9e7),
        login: `${random.pick(WORDS)}${random.below(50_000)}`,
        gravatar_id: '',
        url: `https://api.example.com/users/${random.below(1e6)}`,
        avatar_url: `https://avatars.example.com/u/${random.below(9e7)}`,
      },
      repo: { id: random.below(5e8), name, url: `https://api.example.com/repos/${name}` },
      payload: PAYLOADS[type]!(random, i, name),
      public: true,
      created_at: iso(1_660_000_000_000 + i * 100),
      ...(random.fraction() < 0.3
        ? {
            org: {
              id: random.below(1e7),
              login: `${random.pick(WORDS)}${random.below(900)}`,
              url: `https://api.example.com/orgs/${random.below(1e7)}`,
            },
          }
        : {}),
    }
  }
}

const PAYLOADS: Readonly<Record<string, (random: Random, i: number, repo: string) => object>> = {
  PushEvent: (random, i, repo) => {
    const size = random.below(6)
    return {
      push_id: 9_000_000_000 + i,
      size,
      distinct_size: size,
      ref: `refs/heads/${random.pick(['main', 'master', 'dev'])}`,
      head: hex(random, 40),
      before: hex(random, 40),
      commits: times(1 + random.below(5), () => ({
        sha: hex(random, 40),
        author: { name: random.pick(WORDS), email: `${random.pick(WORDS)}${random.below(99_999)}@example.com` },
        message: `${text(random, 4 + random.below(25))}${random.fraction() < 0.2 ? `\n\n\u2022 "quoted" ${random.pick(WORDS)}` : ''}`,
        distinct: random.fraction() < 0.9,
        url: `https://api.example.com/repos/${repo}/commits/${hex(random, 40)}`,
      })),
    }
  },
  IssuesEvent: (random, _, repo) => ({ action: random.pick(['opened', 'closed', 'created']), issue: issue(random, repo) }),
  IssueCommentEvent: (random, _, repo) => ({
    action: random.pick(['opened', 'closed', 'created']),
    issue: issue(random, repo),
    comment: {
      id: random.below(1e9),
      user: user(random),
      created_at: iso(1_600_000_000_000 + random.below(1e9)),
      body: text(random, 10 + random.below(60)),
      reactions: { total_count: random.below(5), plus1: random.below(3), laugh: 0, heart: random.below(2) },
    },
  }),
  WatchEvent: () => ({ action: 'started' }),
  PullRequestEvent: (random) => {
    const number = random.below(9_999)
    return {
      action: 'opened',
      number,
      pull_request: {
        id: random.below(1e9),
        number,
        state: 'open',
        title: text(random, 7),
        user: user(random),
        body: random.fraction() < 0.2 ? null : text(random, 30 + random.below(60)),
        merged: random.fraction() < 0.5,
        mergeable: random.fraction() < 0.3 ? null : true,
        additions: random.below(5_000),
        deletions: random.below(3_000),
        changed_files: random.below(60),
        head: {
          ref: random.pick(WORDS),
          sha: hex(random, 40),
          repo: {
            id: random.below(5e8),
            name: random.pick(WORDS),
            private: false,
            stars: random.below(10_000),
            size: random.below(1e6),
            language: random.fraction() < 0.2 ? null : random.pick(['JavaScript', 'Python', 'C++', 'Rust']),
          },
        },
        base: { ref: 'main', sha: hex(random, 40) },
        requested_reviewers: times(random.below(3), () => user(random)),
      },
    }
  },
  ForkEvent: (random, _, repo) => ({
    forkee: {
      id: random.below(5e8),
      name: random.pick(WORDS),
      full_name: repo,
      owner: user(random),
      private: false,
      description: random.fraction() < 0.3 ? null : text(random, 9),
      fork: true,
      size: random.below(1e6),
      topics: times(random.below(4), () => random.pick(WORDS)),
      license: random.fraction() < 0.5 ? null : { key: 'mit', name: 'MIT License', spdx_id: 'MIT' },
    },
  }),
  CreateEvent: (random) => ({
    ref: random.fraction() < 0.4 ? null : random.pick(WORDS),
    ref_type: random.pick(['branch', 'tag', 'repository']),
    master_branch: 'main',
    description: random.fraction() < 0.4 ? null : text(random, 12),
    value: random.pick<unknown>([random.below(1_000), random.pick(WORDS), true, false]),
  }),
  ReleaseEvent: (random) => ({
    action: 'published',
    release: {
      id: random.below(1e8),
      tag_name: `v${random.below(9)}.${random.below(20)}`,
      name: text(random, 3),
      draft: false,
      prerelease: random.fraction() < 0.2,
      author: user(random),
      body: text(random, 40 + random.below(80)),
      assets: times(random.below(4), () => ({
        id: random.below(1e8),
        name: `${random.pick(WORDS)}.tar.gz`,
        size: random.below(5e8),
        download_count: random.below(10_000),
        uploader: { id: random.below(9e7), login: `${random.pick(WORDS)}${random.below(5_000)}` },
        ratio: rounded(random.fraction(), 6),
      })),
    },
  }),
}

function issue(random: Random, repo: string): object {
  return {
    url: `https://api.example.com/repos/${repo}/issues/${random.below(9_999)}`,
    id: random.below(1e9),
    number: random.below(9_999),
    title: text(random, 8),
    user: user(random),
    labels: times(random.below(4), () => ({
      id: random.below(1e9),
      name: random.pick(WORDS),
      color: hex(random, 6),
      default: random.fraction() < 0.5,
      description: random.fraction() < 0.5 ? null : text(random, 4),
    })),
    state: random.pick(['open', 'closed']),
    locked: false,
    assignee: random.fraction() < 0.5 ? null : user(random),
    milestone: null,
    comments: random.below(30),
    created_at: iso(1_600_000_000_000 + random.below(1e9)),
    closed_at: random.fraction() < 0.5 ? null : iso(1_600_000_000_000 + random.below(1e9)),
    body: random.fraction() < 0.1 ? null : text(random, 20 + random.below(60)),
    score: random.fraction() < 0.5 ? rounded(random.fraction() * 9, 3) : String(random.below(99)),
  }
}

function user(random: Random): object {
  const login = `${random.pick(WORDS)}${random.below(50_000)}`
  return {
    id: random.below(9e7),
    login,
    node_id: `MDQ6${hex(random, 12)}`,
    avatar_url: `https://avatars.example.com/u/${random.below(9e7)}?v=4`,
    url: `https://api.example.com/users/${login}`,
    type: random.fraction() < 0.9 ? 'User' : 'Bot',
    site_admin: false,
  }
}

function times<T>(count: number, make: (i: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => make(i))
}

function text(random: Random, words: number): string {
  return times(words, () => random.pick(WORDS)).join(' ')
}

function hex(random: Random, length: number): string {
  return times(Math.ceil(length / 8), () =>
    random
      .below(2 ** 32)
      .toString(16)
      .padStart(8, '0'),
  )
    .join('')
    .slice(0, length)
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}
