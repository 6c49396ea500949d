import { Controller, Get, Query } from '@nestjs/common';
import { AppService } from './app.service.js';

@Controller()
export class AppController {
  constructor(private readonly appService: AppService) {}

  @Get()
  getStock(@Query('fail') fail?: string): Record<string, number> {
    return this.appService.getStock(fail !== undefined);
  }
}
