import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { type OnGatewayConnection, type OnGatewayInit, WebSocketGateway } from '@nestjs/websockets';
import type { RequestName } from '#contracts/socket-events';
import { requests } from '#contracts/socket-events';
import { AuditService } from '../audit/audit.service.ts';
import { CallElsewhere } from '../cluster/call-holds.ts';
import { LiveCalls } from '../calls/live-calls.ts';
import { ReceiptTokens } from '../consent/receipt-tokens.ts';
import { withLogContext } from '../logging/log-context.ts';
import { MediaService } from '../media/media.service.ts';
import { AdmissionService } from './admission.service.ts';
import { answer, toApiError } from './answer.ts';
import { CallBroadcast } from './call-broadcast.ts';
import { CallRequests } from './call-requests.ts';
import { type CallNamespace, type CallSocket, CallSockets } from './call-sockets.ts';
import { Handshake, HandshakeError } from './handshake.ts';
import { isOfConsent, RequestBudgets } from './request-budgets.ts';
import { SessionWatch } from './session-watch.ts';

/** The call's socket: lets in, greets, and passes requests on. */
@WebSocketGateway({ namespace: '/call' })
export class CallGateway implements OnGatewayInit<CallNamespace>, OnGatewayConnection<CallSocket> {
  readonly #logger = new Logger('Call');

  constructor(
    private readonly handshake: Handshake,
    private readonly liveCalls: LiveCalls,
    private readonly admission: AdmissionService,
    private readonly media: MediaService,
    readonly requests: CallRequests,
    readonly sockets: CallSockets,
    readonly audit: AuditService,
    private readonly broadcast: CallBroadcast,
    private readonly budgets: RequestBudgets,
    private readonly sessions: SessionWatch,
    private readonly receipts: ReceiptTokens,
  ) {}

  afterInit(namespace: CallNamespace): void {
    this.sessions.join(namespace);
    namespace.use((socket, next) => {
      this.handshake.accept(socket).then(
        (data) => {
          Object.assign(socket.data, data);
          next();
        },
        (error: unknown) => {
          // Asked again, the client is sent to the server that has the call.
          if (error instanceof CallElsewhere) socket.conn.close();
          else next(new HandshakeError(toApiError(error)));
        },
      );
    });
  }

  handleConnection(socket: CallSocket): void {
    const { liveCall, participant, session } = socket.data;
    // Between handshake and connection the call may have ended, or it may have left memory: the client comes back by itself, and gets the truth.
    if (this.liveCalls.find(liveCall.id) !== liveCall) return void socket.conn.close();
    this.#listen(socket);
    if (session !== null) this.sessions.follow(socket, session);
    const before = this.sockets.attach(participant.row.id, socket);
    if (before !== undefined) {
      before.emit('superseded', {});
      before.disconnect();
    }
    void this.#greet(socket).catch((error: unknown) => {
      this.#logger.error(`A client could not be greeted. ${toApiError(error).message}`);
      // Closing only the transport lets the client try again by itself.
      socket.conn.close();
    });
    this.admission.arrive(liveCall, participant);
  }

  async #greet(socket: CallSocket): Promise<void> {
    const { liveCall, participant } = socket.data;
    const routerRtpCapabilities = await this.media.routerRtpCapabilities(liveCall.id);
    const receiptPath = participant.row.role === 'clinician' ? null : this.receipts.pathOf(participant.row.id);
    socket.emit('welcome', {
      participantId: participant.row.id,
      role: participant.row.role,
      routerRtpCapabilities,
      receiptPath,
      transportIds: this.media.transportIdsOf(liveCall.id, participant.row.id),
    });
    socket.emit('callState', this.broadcast.stateFor(liveCall, participant));
    if (participant.row.role === 'clinician') socket.emit('analysis', this.broadcast.analysisOf(liveCall));
  }

  async #answer(name: RequestName, socket: CallSocket, payload: unknown): Promise<unknown> {
    // Nothing is awaited before a decision, which is numbered on arrival; and nobody is kept from stopping, however much they have sent.
    const isTooMuch = isOfConsent(name)
      ? !isStop(name, payload) && !this.budgets.takeDecision(socket.data)
      : (await this.budgets.take(name, socket.data)) > 0;
    if (isTooMuch) return { ok: false, error: { code: 'too-many-requests', message: 'Too many messages. Wait a few seconds.' } };
    return withLogContext({ requestId: randomUUID(), callId: socket.data.liveCall.id }, () => answer(this, { name, socket, payload }));
  }

  #listen(socket: CallSocket): void {
    for (const name of Object.keys(requests) as RequestName[]) {
      // A client may send anything, also something else than an acknowledgement at the end.
      (socket as { on(name: string, listener: (...args: unknown[]) => void): unknown }).on(name, (...args) => {
        const reply = args.at(-1);
        const respond = (result: unknown) => {
          if (typeof reply === 'function') (reply as (result: unknown) => void)(result);
        };
        void this.#answer(name, socket, args[0]).then(respond);
      });
    }
    socket.on('disconnect', () => {
      const { liveCall, participant } = socket.data;
      if (this.sockets.detach(participant.row.id, socket)) this.admission.lose(liveCall, participant);
    });
    // A malformed packet is the client's fault and ends only its own socket.
    socket.on('error', () => socket.disconnect());
  }
}

function isStop(name: RequestName, payload: unknown): boolean {
  return (
    name === 'setConsent' && typeof payload === 'object' && payload !== null && 'decision' in payload && payload.decision === 'withdrawn'
  );
}
