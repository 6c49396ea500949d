import * as Sentry from '@sentry/node'
import { createMiddleware, createStart } from '@tanstack/react-start'

const reporting = createMiddleware().server(async ({ next }) => {
  try {
    return await next()
  } catch (error) {
    Sentry.captureException(error)
    throw error
  }
})

export const startInstance = createStart(() => ({ requestMiddleware: [reporting] }))
