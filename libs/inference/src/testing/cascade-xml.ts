/** A cascade of one stage with one stump, in OpenCV's newer form: fires where the upper half is darker than the lower. */
export const NEW_CASCADE = `<?xml version="1.0"?>
<!-- made for tests -->
<opencv_storage>
<cascade type_id="opencv-cascade-classifier"><stageType>BOOST</stageType>
  <featureType>HAAR</featureType>
  <height>8</height>
  <width>8</width>
  <stageNum>1</stageNum>
  <stages>
    <_>
      <maxWeakCount>1</maxWeakCount>
      <stageThreshold>5.0000000000000000e-01</stageThreshold>
      <weakClassifiers>
        <_>
          <internalNodes>
            0 -1 0 1.0000000000000000e-01</internalNodes>
          <leafValues>
            0. 1.</leafValues></_></weakClassifiers></_></stages>
  <features>
    <_>
      <rects>
        <_>
          0 0 8 8 -1.</_>
        <_>
          0 4 8 4 2.</_></rects></_></features></cascade>
</opencv_storage>
`;

/** The same cascade in the older form. */
export const OLD_CASCADE = `<?xml version="1.0"?>
<opencv_storage>
<made_for_tests type_id="opencv-haar-classifier">
  <size>8 8</size>
  <stages>
    <_>
      <trees>
        <_>
          <_>
            <feature>
              <rects>
                <_>0 0 8 8 -1.</_>
                <_>0 4 8 4 2.</_></rects>
              <tilted>0</tilted></feature>
            <threshold>0.1</threshold>
            <left_val>0.</left_val>
            <right_val>1.</right_val></_></_></trees>
      <stage_threshold>0.5</stage_threshold>
      <parent>-1</parent>
      <next>-1</next></_></stages></made_for_tests>
</opencv_storage>
`;
