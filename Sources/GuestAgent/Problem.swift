import Glibc

/// Something that went wrong in the guest; told to the harness, which decides what it means.
struct Problem: Error {
    var text: String

    init(_ text: String) {
        self.text = text
    }

    /// - Parameter code: an errno, of either sign.
    init(_ what: String, errno code: Int32) {
        text = "\(what): \(String(cString: strerror(abs(code))))"
    }
}
