import Foundation

/// What programs get to see of our environment: enough to find programs and the network, and nothing that would change
/// what they say or what they build, as MAKEFLAGS or ARCH would.
enum ToolEnvironment {
    private static let kept = [
        "PATH", "HOME", "TMPDIR", "http_proxy", "https_proxy", "ftp_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY",
        "NO_PROXY", "ALL_PROXY", "all_proxy",
    ]

    static func standard() -> [String: String] {
        var found = ProcessInfo.processInfo.environment.filter { kept.contains($0.key) }
        found["LC_ALL"] = "C"
        return found
    }
}

/// Which Debian package brings a program.
enum ToolPackages {
    private static let packages = [
        "apt-get": "apt", Apt.helper: "apt", "apt-cache": "apt", "apt-config": "apt", "dpkg-deb": "dpkg", "tar": "tar",
        "make": "make", "git": "git",
        "gzip": "gzip", "xz": "xz-utils", "zstd": "zstd", "lz4": "lz4", "gcc": "gcc", "gcc-12": "gcc-12",
    ]

    static func debianPackage(of program: String) -> String? { packages[program] }
}
