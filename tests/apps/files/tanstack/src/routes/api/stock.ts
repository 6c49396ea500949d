import { createFileRoute } from '@tanstack/react-router'

const STOCK = { country: 7, rye: 3, baguette: 12 }

export const Route = createFileRoute('/api/stock')({
  server: {
    handlers: {
      GET: ({ request }) => {
        if (new URL(request.url).searchParams.has('fail')) {
          throw new Error("the stock cannot be counted on demand"); // @expect server-route
        }
        return Response.json(STOCK)
      },
    },
  },
})
