import { bootstrapApplication } from '@angular/platform-browser';
import * as Sentry from '@sentry/angular';
import { App } from './app/app';
import { appConfig } from './app/app.config';

Sentry.init({ dsn: 'https://key@sentry.example.com/1' });

bootstrapApplication(App, appConfig).catch((error) => console.error(error));
