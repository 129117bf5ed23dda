import Digests
import Foundation
import Printing

/// What is put into HTML.
public enum Markup {
    /// Text as it stands in an element or in a quoted attribute.
    public static func escaped(_ text: String) -> String {
        var result = ""
        // Written by their numbers where a CI that prints the document would take them for a command (``Printable``).
        var hashes = 0
        var isFirst = true
        for scalar in text.unicodeScalars {
            defer {
                hashes = scalar == "#" ? hashes + 1 : 0
                isFirst = scalar == "\n" || isFirst && scalar.properties.isWhitespace
            }
            switch scalar {
            case "[" where hashes >= 2: result += "&#91;"
            case ":" where isFirst: result += "&#58;"
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "\n", "\t": result.unicodeScalars.append(scalar)
            default: result.unicodeScalars.append(Printable.printable(scalar))
            }
        }
        return result
    }

    /// How a content policy names the one script or style that may be.
    public static func source(_ bytes: some Sequence<UInt8>) -> String {
        "'sha256-\(Data(Digest(of: bytes).bytes).base64EncodedString())'"
    }
}
