import * as Sentry from '@sentry/node';
import type { HandleServerError } from '@sveltejs/kit';

Sentry.init({ dsn: 'https://key@sentry.example.com/1' });

export const handleError: HandleServerError = ({ error }) => {
	Sentry.captureException(error);
};
