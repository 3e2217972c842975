/** A value in a template. */
export type Value = string | number | boolean | readonly Value[] | { readonly [name: string]: Value }

export interface Parameter {
  readonly Type: 'String' | 'Number' | 'CommaDelimitedList'
  readonly Description: string
  readonly Default?: string | number
  readonly AllowedValues?: readonly (string | number)[]
  readonly AllowedPattern?: string
  readonly MinValue?: number
  readonly MaxValue?: number
}

export interface Resource {
  readonly Type: string
  readonly Condition?: string
  readonly DependsOn?: readonly string[]
  readonly DeletionPolicy?: 'Delete' | 'Retain'
  readonly UpdateReplacePolicy?: 'Delete' | 'Retain'
  /** Reasons for what a reviewer would ask about. */
  readonly Metadata?: { readonly [name: string]: Value }
  readonly Properties: { readonly [name: string]: Value }
}

/** A template of CloudFormation: the same for every deployment, all that differs is in its parameters. */
export interface Template {
  readonly AWSTemplateFormatVersion: '2010-09-09'
  readonly Description: string
  readonly Parameters: Readonly<Record<string, Parameter>>
  readonly Conditions?: Readonly<Record<string, Value>>
  readonly Resources: Readonly<Record<string, Resource>>
}

/** A parameter's value, or the name of a resource. */
export const ref = (name: string): Value => ({ Ref: name })

export const arnOf = (resource: string): Value => ({ 'Fn::GetAtt': [resource, 'Arn'] })

/** Text with parameters in it, such as `${Namespace}/*`. */
export const sub = (text: string): Value => ({ 'Fn::Sub': text })

export const either = (condition: string, then: Value, otherwise: Value): Value => ({ 'Fn::If': [condition, then, otherwise] })

/** Leaves a property, or an element of a list, out. */
export const NO_VALUE: Value = { Ref: 'AWS::NoValue' }

/** The condition that a parameter was given. */
export const isGiven = (parameter: string): Value => ({ 'Fn::Not': [{ 'Fn::Equals': [{ Ref: parameter }, ''] }] })

/** The ARN of something in the account and region of the stack. */
export const localArn = (service: string, name: string): Value =>
  sub(`arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${name}`)
