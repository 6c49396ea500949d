import * as Sentry from '@sentry/svelte';

Sentry.init({ dsn: 'https://key@sentry.example.com/1' });
