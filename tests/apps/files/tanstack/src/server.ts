import * as Sentry from '@sentry/node'
import handler, { createServerEntry } from '@tanstack/react-start/server-entry'

Sentry.init({ dsn: 'https://key@sentry.example.com/1' })

export default createServerEntry({
  fetch(request) {
    return handler.fetch(request)
  },
})
