import { call, type Schemas } from '@/api'

export type MessageSettings = Schemas['MessageSettings']
export type MessageSettingsInput = Schemas['MessageSettingsInput']
export type Webhook = Schemas['Webhook']
export type WebhookInput = Schemas['WebhookInput']
export type WebhookChange = Schemas['WebhookChange']
export type MessageState = Schemas['MessageState']
export type Message = Schemas['MessageList']['messages'][number]

/** When messages go: shared by people's mailboxes and webhooks. */
export type Schedule = Pick<MessageSettings, 'mode' | 'digest_at' | 'workdays' | 'quiet_from' | 'quiet_to' | 'language'>

export const scheduleOf = (from: Schedule): Schedule => ({
  mode: from.mode,
  digest_at: from.digest_at,
  workdays: from.workdays,
  quiet_from: from.quiet_from,
  quiet_to: from.quiet_to,
  language: from.language,
})

export const readSettings = () => call('get', '/api/v1/account/messages', {})
export const changeSettings = (body: MessageSettingsInput) => call('patch', '/api/v1/account/messages', { body })
export const sendTest = () => call('post', '/api/v1/account/messages/test', {})

export const makeCalendarLink = () => call('post', '/api/v1/account/calendar', {}).then((made) => new URL(made.path, location.origin).href)
export const revokeCalendarLink = () => call('delete', '/api/v1/account/calendar', {})

export const listWebhooks = () => call('get', '/api/v1/webhooks', {}).then((page) => page.webhooks)
export const addWebhook = (body: WebhookInput) => call('post', '/api/v1/webhooks', { body })
export const changeWebhook = (webhook: string, body: WebhookChange) => call('patch', '/api/v1/webhooks/{webhook}', { path: { webhook }, body })
export const removeWebhook = (webhook: string) => call('delete', '/api/v1/webhooks/{webhook}', { path: { webhook } })
export const testWebhook = (webhook: string) => call('post', '/api/v1/webhooks/{webhook}/test', { path: { webhook } })

export const listMessages = (state: MessageState) => call('get', '/api/v1/messages', { query: { state } }).then((page) => page.messages)
export const retryMessage = (message: string) => call('post', '/api/v1/messages/{message}/retry', { path: { message } })
