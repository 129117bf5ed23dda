import Foundation
import Testing

/// An sshd of this test's own on this machine, with keys that are thrown away, and what a file of nodes says of it.
struct SSHNode {
    let name: String
    /// The folder that runs of this node fill.
    let folder: String
    private let server: Started
    private static let program = "/usr/sbin/sshd"

    init(_ name: String, in scratch: Scratch) async throws {
        self.name = name
        folder = "\(scratch.path)/\(name) of it's own"
        guard FileManager.default.isExecutableFile(atPath: Self.program) else {
            throw Missing("there is no \(Self.program): install openssh-server")
        }
        // Where Debian's sshd puts itself away when root starts it.
        if getuid() == 0 { mkdir("/run/sshd", 0o755) }
        let (key, host) = ("\(scratch.path)/\(name)-key", "\(scratch.path)/\(name)-host")
        for file in [key, host] {
            let made = try await Started(
                ["/usr/bin/ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file], in: scratch
            ).wait(.seconds(20))
            guard made.exit == .code(0) else { throw Missing("no key: \(made.errors)") }
        }
        let port = try Self.freePort()
        let config = try scratch.write(
            """
            Port \(port)
            ListenAddress 127.0.0.1
            HostKey \(host)
            AuthorizedKeysFile \(key).pub
            PidFile none
            StrictModes no
            UsePAM no
            PasswordAuthentication no
            """, to: "\(name)-sshd")
        // sshd closes what it did not open, by which Foundation would take it for ended: a shell stands before it.
        server = try Started(
            ["/bin/sh", "-c", "\"$@\"; exit 0", "sh", Self.program, "-D", "-e", "-f", config], in: scratch)
        let client = """
            Host \(name)
              HostName 127.0.0.1
              Port \(port)
              User \(NSUserName())
              IdentityFile \(key)
              IdentitiesOnly yes
              UserKnownHostsFile \(scratch.path)/known
              StrictHostKeyChecking accept-new

            """
        let file = scratch.path + "/ssh-config"
        let before = FileManager.default.contents(atPath: file) ?? Data()
        _ = try scratch.write(String(decoding: before, as: UTF8.self) + client, to: "ssh-config")
    }

    /// Its entry in a file of nodes.
    func entry() throws -> String {
        "  - {name: \(name), ssh: \(name), jobs: 1, command: \"\(try Tool.executable())\", folder: \"\(folder)\"}\n"
    }

    /// The whole node goes, its connections too.
    func kill() {
        for pid in Self.descendants(of: server.pid) where Self.isServer(pid) {
            Foundation.kill(pid, SIGKILL)
        }
    }

    private static func isServer(_ pid: Int32) -> Bool {
        let name = FileManager.default.contents(atPath: "/proc/\(pid)/comm") ?? Data()
        return String(decoding: name, as: UTF8.self).hasPrefix("sshd")
    }

    private static func descendants(of pid: Int32) -> [Int32] {
        let text = FileManager.default.contents(atPath: "/proc/\(pid)/task/\(pid)/children") ?? Data()
        let children = String(decoding: text, as: UTF8.self).split(separator: " ").compactMap { Int32($0) }
        return children + children.flatMap(descendants)
    }

    private static func freePort() throws -> UInt16 {
        let end = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(end) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(end, $0, size) == 0 && getsockname(end, $0, &size) == 0
            }
        }
        guard isBound else { throw Missing("there is no free port") }
        return UInt16(bigEndian: address.sin_port)
    }
}
