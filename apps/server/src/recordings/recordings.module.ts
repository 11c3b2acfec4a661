import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.ts';
import { CallsModule } from '../calls/calls.module.ts';
import { FilesModule } from '../files/files.module.ts';
import { JobsModule } from '../jobs/jobs.module.ts';
import { SignaturesModule } from '../signatures/signatures.module.ts';
import { NotesModule } from '../notes/notes.module.ts';
import { ProcessesModule } from '../processes/processes.module.ts';
import { TimelineModule } from '../timeline/timeline.module.ts';
import { TranscriptModule } from '../transcript/transcript.module.ts';
import { AnalysisJob } from './analysis/analysis-job.ts';
import { AnalysisPace } from './analysis/analysis-pace.ts';
import { ExplanationsController } from './explanations/explanations.controller.ts';
import { ExplanationsService } from './explanations/explanations.service.ts';
import { FaceDecision } from './faces/face-decision.ts';
import { FaceErasure } from './faces/face-erasure.ts';
import { FaceParticipants } from './faces/face-participants.ts';
import { FacesController } from './faces/faces.controller.ts';
import { FacesService } from './faces/faces.service.ts';
import { Housekeeping } from './housekeeping.ts';
import { RecordingVideos } from './recording-videos.service.ts';
import { RecordingRemoval } from './recording-removal.ts';
import { RecordingResults } from './results/recording-results.ts';
import { RecordingWorker } from './jobs/recording-worker.ts';
import { RecordingsController } from './recordings.controller.ts';
import { RecordingsRepository } from './recordings.repository.ts';
import { RecordingsService } from './recordings.service.ts';
import { RenderJob } from './renders/render-job.ts';
import { RendersController } from './renders/renders.controller.ts';
import { RendersRepository } from './renders/renders.repository.ts';
import { RendersService } from './renders/renders.service.ts';
import { ResultsController } from './results/results.controller.ts';
import { RunningJobs } from './jobs/running-jobs.ts';
import { UploadIntake } from './uploads/upload-intake.service.ts';
import { Uploads } from './uploads/uploads.ts';

@Module({
  imports: [
    CallsModule,
    AuditModule,
    TimelineModule,
    TranscriptModule,
    SignaturesModule,
    NotesModule,
    FilesModule,
    JobsModule,
    ProcessesModule,
  ],
  controllers: [RecordingsController, FacesController, RendersController, ResultsController, ExplanationsController],
  providers: [
    RecordingsRepository,
    RendersRepository,
    RecordingsService,
    RendersService,
    RecordingResults,
    ExplanationsService,
    RunningJobs,
    AnalysisJob,
    AnalysisPace,
    RenderJob,
    RecordingWorker,
    Housekeeping,
    UploadIntake,
    Uploads,
    RecordingRemoval,
    RecordingVideos,
    FacesService,
    FaceParticipants,
    FaceDecision,
    FaceErasure,
  ],
  exports: [RecordingVideos],
})
export class RecordingsModule {}
