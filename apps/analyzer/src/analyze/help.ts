export const HELP = `Estimates the facial expression of people in recorded videos: of everybody, or of those who are named.

  npm run analyze -- VIDEO... --out DIR [options]

What lies in DIR afterwards (in DIR/NAME for each video, where there are several):

  emotions.csv    a row per analysed frame and face: time, box, state, label, probability, and a probability per class;
                  boxes are in pixels of the picture as players show it: upright, its pixels square
  summary.json    totals, segments and changes, as the summary of a call has them
  annotated.mp4   the video with box, label, probability and a strip of the timeline; the sound is kept
  clips/          with --clips: one clip per stretch, and joined.mp4 of all

Options:

  --out DIR                where to write; made if it is not there. Results of an earlier run in it are deleted when this one begins;
                           while a run writes there, run-not-finished.json says so
  --list-faces             only show who is in the video: a number for each face, when and how long it is seen, and where. What
                           they show is not looked at. With --out: small pictures with the numbers in DIR/faces, too
  --faces N,N,...          analyse these faces alone, by the numbers that --list-faces shows (with the same --profile and --every).
                           Without it every face is analysed, which takes the consent of everybody in the video
  --profile NAME           call (default: finds turned and small faces, 8 classes), light (fastest) or accurate (7 classes)
  --every N                analyse every Nth frame (1-300, default 5)
  --clips EMOTION,...      cut out where these are shown: neutral, happiness, surprise, sadness, anger, disgust, fear, contempt
  --min-confidence P       only stretches of at least this mean probability (0-1, default 0.5)
  --padding SECONDS        added before and after each clip (0-10, default 0.5)
  --no-annotated           leave out annotated.mp4, which takes longer than the analysis
  --json                   print one JSON object and nothing else on standard output
  --help                   this text

Examples:

  npm run analyze -- interview.mp4 --out results
  npm run analyze -- interview.mp4 --list-faces
  npm run analyze -- interview.mp4 --faces 2 --out results
  npm run analyze -- interview.mp4 --out results --profile accurate --clips happiness,surprise
  npm run analyze -- monday.mov tuesday.webm --out week --every 10 --no-annotated --json > week.json

MP4, MOV, AVI, WebM and MKV can be read; - reads a video from standard input. Nothing is fetched from addresses. Progress goes to standard error. Ctrl-C stops; what is not finished is not left behind.

Exit codes:

  0    every video was analysed (standard error says if there was no face in one, its end was damaged, or its sound could not be used)
  1    at least one video could not be analysed, and why; the others were
  2    the command cannot be carried out as it stands: an option is wrong, there is no such face, or nothing can be written
  130  stopped by Ctrl-C

The results are estimates of facial expression; they say nothing certain about what a person feels. Analyse nobody without their consent.
`;
