"""Why a scan is not taken: one code for each reason, with words that say what is wrong, where, and what to do."""

from __future__ import annotations

import json
from collections.abc import Mapping

from catalog.species import Text

AGAIN = Text("请用建模或扫描软件重新导出为 GLB。", "Export it again as GLB from the program that made it.")

WORDS: dict[str, Text] = {
    # What kind of file it is.
    "scan.empty": Text("文件是空的。请重新导出或重新复制。", "The file is empty. Export or copy it again."),
    "scan.too_large": Text(
        "文件有 {size} MB，最多 {most} MB。请在导出时减少面数或缩小贴图。",
        "The file has {size} MB, at most {most} MB are taken. Export it with fewer triangles or smaller textures.",
    ),
    "scan.zip": Text(
        "这是压缩包，不是 GLB。请先解压，再导入里面的 .glb 文件。", "This is a zip archive. Unpack it and import the .glb inside."
    ),
    "scan.gltf_text": Text(
        "这是 .gltf 文本文件，几何数据在别的文件里。请导出为单个 .glb 文件。",
        "This is a .gltf text file whose geometry lies in other files. Export it as one .glb file.",
    ),
    "scan.type": Text(
        "这不是 GLB 文件（看起来是 {kind}）。请导出为 .glb。", "This is no GLB file (it looks like {kind}). Export it as .glb."
    ),
    "scan.version": Text(
        "glTF 版本是 {version}，只支持 2.0。请导出为 glTF 2.0。",
        "Its glTF version is {version}; only 2.0 is read. Export it as glTF 2.0.",
    ),
    # The container.
    "scan.truncated": Text(
        "文件不完整：应有 {stated} 字节，只有 {actual} 字节。请重新下载或复制。",
        "The file is cut short: it says {stated} bytes and has {actual}. Download or copy it again.",
    ),
    "scan.length": Text(
        "文件头写明 {stated} 字节，实际有 {actual} 字节。" + AGAIN.zh,
        "Its header says {stated} bytes, the file has {actual}. " + AGAIN.en,
    ),
    "scan.chunk": Text("文件分块有误：{where}。" + AGAIN.zh, "Its chunks are wrong: {where}. " + AGAIN.en),
    "scan.json_size": Text(
        "文件的说明部分有 {size} MB，最多 {most} MB。" + AGAIN.zh,
        "Its JSON part has {size} MB, at most {most} MB are read. " + AGAIN.en,
    ),
    "scan.json": Text("文件的说明部分不是有效的 JSON。" + AGAIN.zh, "Its JSON part cannot be read. " + AGAIN.en),
    "scan.json_depth": Text("文件的说明部分嵌套过深。" + AGAIN.zh, "Its JSON part is nested too deeply. " + AGAIN.en),
    # What it refers to.
    "scan.structure": Text("{where} 不符合 glTF 规范。" + AGAIN.zh, "{where} is not what glTF asks for. " + AGAIN.en),
    "scan.draco": Text(
        "模型用了 Draco 压缩，无法读取。请在导出时关闭“压缩”。",
        "The model is Draco compressed, which is not read here. Export it with compression turned off.",
    ),
    "scan.meshopt": Text(
        "模型用了 meshopt 压缩，无法读取。请导出不压缩的 GLB。",
        "The model is meshopt compressed, which is not read here. Export it without compression.",
    ),
    "scan.extension": Text(
        "模型需要不支持的扩展 {name}。请导出时不要使用它。",
        "The model needs the extension {name}, which is not read here. Export it without.",
    ),
    "scan.external_uri": Text(
        "{where} 指向文件之外的数据。请导出为自包含的单个 GLB。",
        "{where} points outside of the file. Export one GLB that holds everything.",
    ),
    "scan.data_uri": Text("{where} 把数据写成了文本。请导出为二进制 GLB。", "{where} holds its data as text. Export a binary GLB."),
    "scan.too_many": Text(
        "{where} 有 {count} 个，最多 {most} 个。请先在建模软件中合并或简化。",
        "{where}: {count}, at most {most} are read. Join or simplify the model first.",
    ),
    "scan.too_many_triangles": Text(
        "模型有 {count} 个三角面，最多 {most} 个。请先简化。",
        "The model has {count} triangles, at most {most} are read. Simplify it first.",
    ),
    "scan.buffer_length": Text(
        "{where} 写明 {stated} 字节，文件里只有 {actual} 字节。" + AGAIN.zh,
        "{where} says {stated} bytes, the file holds {actual}. " + AGAIN.en,
    ),
    "scan.view_range": Text("{where} 超出了数据范围。" + AGAIN.zh, "{where} reaches beyond the data. " + AGAIN.en),
    "scan.accessor_range": Text(
        "{where} 写明 {count} 个元素，数据里没有这么多。" + AGAIN.zh,
        "{where} says {count} elements, the data has fewer. " + AGAIN.en,
    ),
    "scan.sparse": Text("{where} 是稀疏数据，无法读取。" + AGAIN.zh, "{where} is sparse, which is not read here. " + AGAIN.en),
    "scan.reference": Text("{where} 指向不存在的部分。" + AGAIN.zh, "{where} refers to a part that does not exist. " + AGAIN.en),
    "scan.cycle": Text("节点循环引用（{where}）。" + AGAIN.zh, "Its nodes contain one another in a circle ({where}). " + AGAIN.en),
    "scan.shared_node": Text("{where} 有两个上级节点。" + AGAIN.zh, "{where} has two parents. " + AGAIN.en),
    "scan.transform": Text("{where} 的变换无效。" + AGAIN.zh, "{where} has a transform that is no transform. " + AGAIN.en),
    # What it shows.
    "scan.no_triangles": Text(
        "模型里没有三角面（可能是点云）。请导出为网格。",
        "The model has no triangles (it may be a point cloud). Export it as a mesh.",
    ),
    "scan.not_finite": Text(
        "{where} 里有不是数字的坐标。请在建模软件中清理后重新导出。",
        "{where} holds positions that are no numbers. Clean the mesh and export it again.",
    ),
    "scan.index_range": Text(
        "{where} 用到了第 {index} 个顶点，只有 {count} 个。" + AGAIN.zh, "{where} uses vertex {index} of {count}. " + AGAIN.en
    ),
    "scan.image_type": Text(
        "{where} 不是 PNG、JPEG 或 WebP 图片。请换成其中一种。", "{where} is no PNG, JPEG or WebP picture. Use one of these."
    ),
    "scan.image_pixels": Text(
        "{where} 有 {width}×{height} 像素，最多 {most} 像素。请缩小贴图。",
        "{where} has {width}x{height} pixels, at most {most} are read. Make the texture smaller.",
    ),
    "scan.image_damaged": Text("{where} 已损坏。" + AGAIN.zh, "{where} is damaged. " + AGAIN.en),
    "scan.flat": Text("模型没有高度。请检查 --up 方向。", "The model has no height. Check which axis points up."),
    "scan.proportions": Text(
        "按给定长度，花会宽 {width} cm。请检查长度单位和向上的轴。",
        "At this length the flower would be {width} cm wide. Check the length, and which axis points up.",
    ),
    "scan.head_size": Text(
        "按给定长度，花头直径是 {measured} cm，而您填的是 {stated} cm。请检查长度、花头直径和向上的轴。",
        "At this length the head measures {measured} cm, but {stated} cm was stated. Check the length, the head and which axis points up.",
    ),
    "scan.neck": Text(
        "花颈位置必须在模型之内（离顶部 0 到 {most} cm）。", "The neck must lie inside the model (0 to {most} cm below the top)."
    ),
    # The work itself.
    "scan.too_slow": Text(
        "处理用时超过 {seconds} 秒，已停止。请先简化模型。",
        "It took more than {seconds} s and was stopped. Simplify the model first.",
    ),
    "scan.memory": Text(
        "处理所需内存过多，已停止。请先简化模型或缩小贴图。",
        "It needs too much memory and was stopped. Use fewer triangles or smaller textures.",
    ),
    "scan.unreadable": Text("文件无法处理。" + AGAIN.zh, "The file could not be worked on. " + AGAIN.en),
    # The catalogue.
    "scan.id": Text(
        "编号只能用小写字母、数字和连字符，例如 my-rose，最多 40 个字符。",
        "An id has lower-case letters, digits and hyphens, as in my-rose, at most 40 characters.",
    ),
    "scan.id_taken": Text(
        "“{id}”是目录自带的花材。请换一个编号。", "{id} is a species of the catalogue itself. Choose another id."
    ),
    "scan.exists": Text(
        "“{id}”已经存在。要覆盖请加 --replace（接口：replace=true）。",
        "{id} exists already. To put the new one in its place, add --replace (replace=true over HTTP).",
    ),
    "scan.busy": Text("“{id}”正在导入中。请等它完成后再试。", "{id} is being imported right now. Try again when that is done."),
    "scan.not_found": Text("没有编号为“{id}”的扫描花材。", "There is no scan with the id {id}."),
    "scan.in_use": Text(
        "“{id}”还有 {stems} 支库存、{orders} 张未完成的订单，不能移除。请先处理完。",
        "{id} still has {stems} stems in stock and {orders} orders under way, so it cannot be removed. Clear them first.",
    ),
    "scan.option": Text("{field} 填写有误：{zh}", "{field} is not right: {en}"),
}


class ScanRefused(Exception):
    """A scan that is not taken. code is stable; data fills the words; message says it in both languages."""

    def __init__(self, code: str, **data: str | int | float) -> None:
        self.code = code
        self.data = data
        words = WORDS[code]
        self.message = Text(words.zh.format(**data), words.en.format(**data))
        super().__init__(self.message.en)

    def to_json(self) -> str:
        return json.dumps({"code": self.code, "data": self.data}, ensure_ascii=False)


def refusal_from(text: str) -> ScanRefused:
    """What `to_json` wrote. Raises ValueError for anything else."""
    value = json.loads(text)
    if not isinstance(value, Mapping) or value.get("code") not in WORDS or not isinstance(value.get("data"), Mapping):
        raise ValueError("no refusal")
    try:
        return ScanRefused(value["code"], **value["data"])
    except KeyError as error:
        raise ValueError("no refusal") from error


def option_refused(field: str, zh: str, en: str) -> ScanRefused:
    return ScanRefused("scan.option", field=field, zh=zh, en=en)
