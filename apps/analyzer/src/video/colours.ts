import {
  AVCOL_PRI_BT2020,
  AVCOL_PRI_BT709,
  AVCOL_PRI_SMPTE170M,
  AVCOL_PRI_UNSPECIFIED,
  AVCOL_RANGE_MPEG,
  AVCOL_SPC_BT2020_CL,
  AVCOL_SPC_BT2020_NCL,
  AVCOL_SPC_BT470BG,
  AVCOL_SPC_BT709,
  AVCOL_SPC_RGB,
  AVCOL_SPC_SMPTE170M,
  AVCOL_SPC_UNSPECIFIED,
  AVCOL_TRC_ARIB_STD_B67,
  AVCOL_TRC_BT709,
  AVCOL_TRC_SMPTE170M,
  AVCOL_TRC_SMPTE2084,
  AVCOL_TRC_UNSPECIFIED,
} from 'node-av/constants';
import type { Frame } from 'node-av/lib';

export type Coloured = Pick<Frame, 'width' | 'height' | 'colorTrc' | 'colorPrimaries' | 'colorSpace' | 'colorRange'>;

/** Graphics white in HDR pictures, in cd/m² (ITU-R BT.2408): what is white in a picture in standard range. */
const WHITE = 203;
/** What is brighter than 1,000 cd/m², as most HDR pictures are mastered for, is white. */
const PEAK = (1_000 / WHITE).toFixed(2);
/** Up to so much of white, light stays as it is: three quarters of the signal, in which all skin lies. Above, it bends towards the peak. */
const STRAIGHT = 0.5;

/** From here on players take a picture that does not say it for BT.709, else for BT.601. */
const HD_ROWS = 720;

const isHdr = ({ colorTrc }: Coloured) => colorTrc === AVCOL_TRC_SMPTE2084 || colorTrc === AVCOL_TRC_ARIB_STD_B67;
const isWide = ({ colorPrimaries, colorSpace }: Coloured) =>
  colorPrimaries === AVCOL_PRI_BT2020 || colorSpace === AVCOL_SPC_BT2020_NCL || colorSpace === AVCOL_SPC_BT2020_CL;

/**
 * The filters, each with a comma behind it, that make a picture in BT.709 of one in high dynamic range (PQ, HLG) or in BT.2020's colours, eight
 * bits in limited range; empty where it is neither. Light up to half of white is kept as it is; a Möbius curve bends what is above, up to
 * 1,000 cd/m², to white. A picture in standard range that was put into HDR so comes back as it was, but for its lightest parts.
 *
 * @param size of the picture when the filters get it
 */
export function toneFilters(frame: Coloured, { width, height }: { width: number; height: number } = frame): string {
  const hdr = isHdr(frame);
  if (!hdr && !isWide(frame)) return '';
  // Colours stored for two pixels each need even sides.
  const [before, after] = ((width | height) & 1) === 1 ? ['format=yuv444p10,', 'format=yuv444p,'] : ['', 'format=yuv420p,'];
  const said = [
    ...(frame.colorPrimaries === AVCOL_PRI_UNSPECIFIED ? ['color_primaries=bt2020'] : []),
    ...(frame.colorSpace === AVCOL_SPC_UNSPECIFIED ? ['colorspace=bt2020nc'] : []),
    ...(frame.colorTrc === AVCOL_TRC_UNSPECIFIED ? ['color_trc=bt2020-10'] : []),
    ...(frame.colorRange === 0 ? ['range=tv'] : []),
  ];
  const known = said.length === 0 ? '' : `setparams=${said.join(':')},`;
  const curve = hdr ? `tonemap=tonemap=mobius:param=${STRAIGHT}:peak=${PEAK}:desat=0,` : '';
  return `${before}${known}zscale=t=linear:npl=${WHITE},format=gbrpf32le,zscale=p=bt709,${curve}zscale=t=bt709:m=bt709:r=limited,${after}`;
}

/** Which matrix a picture's colours are of: what it says, or what players take it for. Others are rare. */
export function matrixOf({ colorSpace, height }: Pick<Coloured, 'colorSpace' | 'height'>): 'bt709' | 'bt601' {
  if (colorSpace === AVCOL_SPC_SMPTE170M || colorSpace === AVCOL_SPC_BT470BG) return 'bt601';
  return (colorSpace === AVCOL_SPC_UNSPECIFIED || colorSpace === AVCOL_SPC_RGB) && height < HD_ROWS ? 'bt601' : 'bt709';
}

/** Whether a conversion has to be told the matrix that the picture is in. */
export const saysMatrix = ({ colorSpace }: Coloured) => colorSpace !== AVCOL_SPC_UNSPECIFIED;

/**
 * Tags a picture in limited range with the colours that it has: those that `source` names, and where it names none those that players take
 * it for. What is below a picture changes its height, by which players guess.
 *
 * @param toned whether it has been through `toneFilters`
 * @param converted whether its matrix is now that of `matrixOf(source)`
 */
export function tag(frame: Frame, source: Coloured, { toned, converted }: { toned: boolean; converted: boolean }): void {
  const hd = toned || matrixOf(source) === 'bt709';
  const guess = hd
    ? { space: AVCOL_SPC_BT709, primaries: AVCOL_PRI_BT709, trc: AVCOL_TRC_BT709 }
    : { space: AVCOL_SPC_SMPTE170M, primaries: AVCOL_PRI_SMPTE170M, trc: AVCOL_TRC_SMPTE170M };
  const { colorSpace: space, colorPrimaries: primaries, colorTrc: trc } = source;
  frame.colorSpace = toned || converted || space === AVCOL_SPC_UNSPECIFIED ? guess.space : space;
  frame.colorPrimaries = toned || primaries === AVCOL_PRI_UNSPECIFIED ? guess.primaries : primaries;
  frame.colorTrc = toned || trc === AVCOL_TRC_UNSPECIFIED ? guess.trc : trc;
  frame.colorRange = AVCOL_RANGE_MPEG;
}
