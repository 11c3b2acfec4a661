import { Module } from '@nestjs/common';
import { CallsModule } from '../calls/calls.module.ts';
import { DemoService } from './demo.service.ts';

@Module({ imports: [CallsModule], providers: [DemoService] })
export class DemoModule {}
