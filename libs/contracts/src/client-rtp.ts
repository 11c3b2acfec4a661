import type { types as server } from 'mediasoup';
import type { types as client } from 'mediasoup-client';

// The server's media library and its client describe RTP by the same structures, but the client's list of header extensions may lag behind.

/** The router's capabilities as the client's types have them. */
export const clientCapabilities = (capabilities: server.RtpCapabilities): client.RtpCapabilities => capabilities as client.RtpCapabilities;

/** Parameters of a consumer as the client's types have them. */
export const clientParameters = (parameters: server.RtpParameters): client.RtpParameters => parameters as client.RtpParameters;
