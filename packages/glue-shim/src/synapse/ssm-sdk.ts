// What is used, so that a bundle holds nothing else: an import at run time would keep every command.
export { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
