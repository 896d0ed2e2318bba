// 画面の絵の色を 64 色に減らし、小さい PNG の材料(幅、高さ、色の表、点ごとの色の番号)にする。
async (source) => {
  const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${source}`)).blob());
  const canvas = new OffscreenCanvas(image.width, image.height);
  const brush = canvas.getContext("2d");
  brush.drawImage(image, 0, 0);
  const points = brush.getImageData(0, 0, image.width, image.height).data;
  const count = new Map();
  for (let at = 0; at < points.length; at += 4) {
    const colour = (points[at] << 16) | (points[at + 1] << 8) | points[at + 2];
    count.set(colour, (count.get(colour) || 0) + 1);
  }
  const palette = [];
  const apart = (a, b) => Math.max(Math.abs((a >> 16) - (b >> 16)), Math.abs(((a >> 8) & 255) - ((b >> 8) & 255)), Math.abs((a & 255) - (b & 255)));
  const wide = (points.length / 4) * 0.002; // 面の色(地の色や帯)は、近い色があってもそのまま残す
  for (const [colour, size] of [...count].sort((a, b) => b[1] - a[1])) {
    if (palette.length < 64 && (size > wide || palette.every((other) => apart(colour, other) > 16))) palette.push(colour);
  }
  const nearest = new Map([...count.keys()].map((colour) => [colour, palette.reduce((best, other, at) => (apart(colour, other) < apart(colour, palette[best]) ? at : best), 0)]));
  let indices = "";
  for (let at = 0; at < points.length; at += 4) {
    indices += String.fromCharCode(nearest.get((points[at] << 16) | (points[at + 1] << 8) | points[at + 2]));
  }
  return { width: image.width, height: image.height, palette, indices: btoa(indices) };
}
