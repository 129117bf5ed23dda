/// How a line that names an x86 kernel looks.
extension ReportText {
    /// Of `uname -a`.
    static let machine: StaticString = "x86_64"
    /// As `file` and menuconfig head their lines.
    static let imageHead: StaticString = "linux/x86 "
    /// Of Debian's releases.
    static let packageSuffix: StaticString = "-amd64"
}
