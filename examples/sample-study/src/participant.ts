import { createRandom } from './random.ts'

/** The system of a participant's phone. */
export type Platform = 'ios' | 'android'

/** One made-up member of the study. */
export type Participant = {
  /** Clearly not a real one: `hc-example-017-k3f9`. */
  healthCode: string
  platform: Platform
  deviceName: string
  /** The vendor's own name of the model, such as `iPhone14,5`. */
  deviceType: string
  osVersion: string
  utcOffsetMinutes: number
  locale: string
  /** Study day, from 0, on which the phone takes the newer app. */
  upgradeDay: number
  /** In standard deviations from the average participant. */
  ability: number
  /** Bridge counts up when a participant's record changes; absent if never set. */
  version?: number
}

type Device = { deviceName: string; deviceType: string; osVersions: readonly string[] }

const DEVICES: Record<Platform, readonly Device[]> = {
  ios: [
    { deviceName: 'iPhone SE', deviceType: 'iPhone12,8', osVersions: ['15.7', '16.6'] },
    { deviceName: 'iPhone 13', deviceType: 'iPhone14,5', osVersions: ['16.6', '17.2'] },
    { deviceName: 'iPhone 15 Pro', deviceType: 'iPhone16,1', osVersions: ['17.1.2', '17.2'] },
  ],
  android: [
    { deviceName: 'Pixel 6a', deviceType: 'bluejay', osVersions: ['13', '14'] },
    { deviceName: 'Galaxy A54', deviceType: 'a54x', osVersions: ['13', '14'] },
    { deviceName: 'moto g(20)', deviceType: 'java', osVersions: ['11'] },
  ],
}

const PLACES = [
  { utcOffsetMinutes: -480, locale: 'en_US' },
  { utcOffsetMinutes: -300, locale: 'en_US' },
  { utcOffsetMinutes: -300, locale: 'es_US' },
  { utcOffsetMinutes: 0, locale: 'en_GB' },
  { utcOffsetMinutes: 60, locale: 'de_DE' },
  { utcOffsetMinutes: 330, locale: 'en_IN' },
] as const

/** How many people take part. */
export const PARTICIPANT_COUNT = 60

/**
 * Make up one participant.
 *
 * @param seed The study's seed.
 * @param index From 0 to `PARTICIPANT_COUNT` - 1; the same index is always the same person.
 */
export function makeParticipant(seed: number, index: number): Participant {
  const random = createRandom(`${seed}/participant/${index}`)
  const platform = random.chance(0.6) ? 'ios' : 'android'
  const device = random.pick(DEVICES[platform])
  const place = random.pick(PLACES)
  const suffix = random.text(4, 'abcdefghjkmnpqrstuvwxyz23456789')
  return {
    healthCode: `hc-example-${String(index).padStart(3, '0')}-${suffix}`,
    platform,
    deviceName: device.deviceName,
    deviceType: device.deviceType,
    osVersion: random.pick(device.osVersions),
    ...place,
    upgradeDay: random.integer(5, 16),
    ability: random.bell(0, 1),
    ...(random.chance(0.85) ? { version: random.integer(1, 4) } : {}),
  }
}
