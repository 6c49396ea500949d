import { HttpAdapterHost, NestFactory } from '@nestjs/core';
import * as Sentry from '@sentry/node';
import { AppModule } from './app.module.js';
import { ReportingFilter } from './reporting.filter.js';

Sentry.init({ dsn: 'https://key@sentry.example.com/1' });

async function bootstrap() {
  const app = await NestFactory.create(AppModule);
  const { httpAdapter } = app.get(HttpAdapterHost);
  app.useGlobalFilters(new ReportingFilter(httpAdapter));
  await app.listen(process.env.PORT ?? 3000, '127.0.0.1');
}
await bootstrap();
