import { Global, Module } from '@nestjs/common';
import { SubjectErasure } from './subject-erasure.ts';

@Global()
@Module({ providers: [SubjectErasure], exports: [SubjectErasure] })
export class SubjectErasureModule {}
