/** Paths that no controller answers, or that answer bytes. */

const error = (description: string) => ({
  description,
  content: { 'application/json': { schema: { $ref: '#/components/schemas/ApiError' } } },
});
const text = (description: string) => ({ description, schema: { type: 'string' } });
const header = (name: string, description: string, required = true) => ({
  name,
  in: 'header',
  required,
  description,
  schema: { type: 'string' },
});
const id = {
  name: 'id',
  in: 'path',
  required: true,
  description: "The upload's id is the recording's.",
  schema: { type: 'string', format: 'uuid' },
};
const resumable = { name: 'Tus-Resumable', in: 'header', required: true, schema: { type: 'string', enum: ['1.0.0'] } };
const offset = { 'Upload-Offset': text('Where the upload goes on.') };
const bytes = { 'application/offset+octet-stream': { schema: { type: 'string', format: 'binary' } } };
const upload = { tags: ['Uploads'], security: [{ session: [] }] };

/** The tus protocol, https://tus.io/protocols/resumable-upload, with creation, creation-with-upload and termination. */
export const UPLOAD_PATHS = {
  '/api/recordings/uploads': {
    post: {
      ...upload,
      summary: 'Begin an upload; the first bytes may come with it',
      operationId: 'uploads_create',
      parameters: [
        resumable,
        header('Upload-Length', 'Bytes of the video.'),
        header(
          'Upload-Metadata',
          'Values in base64, separated by commas: `filename`, `consent` ("yes": whoever will be analysed has agreed to it), and, if you like, `profile`, `everyNth`, `title`, `language`, `faces` (numbers of those who have agreed, such as "1,3"; without it, a video of several people waits as `choosing`).',
        ),
      ],
      requestBody: { required: false, content: bytes },
      responses: {
        201: {
          description: 'It has begun.',
          headers: { Location: text('Where its bytes go: `/api/recordings/uploads/{id}`.'), ...offset },
        },
        400: error('Something is missing: the consent, the length, the name.'),
        413: error('It is too large.'),
        415: error('It is no video.'),
        507: error('The disk has no room for it.'),
      },
    },
    options: {
      ...upload,
      summary: 'What of the protocol is spoken',
      operationId: 'uploads_options',
      responses: {
        204: {
          description: 'In the headers.',
          headers: { 'Tus-Version': text(''), 'Tus-Extension': text(''), 'Tus-Max-Size': text('Bytes.') },
        },
      },
    },
  },
  '/api/recordings/uploads/{id}': {
    head: {
      ...upload,
      summary: 'Where the upload goes on',
      operationId: 'uploads_offset',
      parameters: [id, resumable],
      responses: {
        200: { description: 'In the headers.', headers: { ...offset, 'Upload-Length': text('Bytes of the video.') } },
        404: { description: 'There is no such upload.' },
      },
    },
    patch: {
      ...upload,
      summary: 'Send bytes; after the last one the analysis begins',
      operationId: 'uploads_write',
      parameters: [id, resumable, header('Upload-Offset', 'Where these bytes belong: as HEAD says.')],
      requestBody: { required: true, content: bytes },
      responses: {
        204: { description: 'They have been kept.', headers: offset },
        404: error('There is no such upload.'),
        409: error('The upload goes on elsewhere.'),
        413: error('These are more bytes than were announced.'),
        423: error('Another request is sending bytes.'),
        507: error('The disk is full; what has arrived is kept.'),
      },
    },
    delete: {
      ...upload,
      summary: 'Give the upload up',
      operationId: 'uploads_remove',
      parameters: [id, resumable],
      responses: { 204: { description: 'Nothing of it is left.' }, 404: error('There is no such upload.'), 409: error('It is complete.') },
    },
  },
};

const file = { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } };

/** What is said of `GET /api/media/{token}` in place of what its controller says. */
export const MEDIA_OPERATION = {
  parameters: [
    {
      name: 'token',
      in: 'path',
      required: true,
      description: "From a recording's `url`; valid for 15 to 20 minutes.",
      schema: { type: 'string' },
    },
    { name: 'download', in: 'query', required: false, description: '1: browsers save it.', schema: { type: 'string', enum: ['1'] } },
    header('Range', 'One range; several are answered with the whole file.', false),
  ],
  responses: {
    200: { description: 'The file.', content: file },
    206: { description: 'The range of it.', content: file },
    404: error('The address is not from here, or the file has been deleted.'),
    410: error('The address has expired.'),
    416: error('There are not so many bytes.'),
  },
};
