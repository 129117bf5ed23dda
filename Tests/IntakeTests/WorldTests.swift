import RouteModel
import Testing

@testable import Intake

/// A world is told by words that name it, and not by letters in the midst of others.
struct WorldTests {
    @Test(arguments: [
        ("Seen on an RK3588 board.", World.arm), ("Raspberry Pi 4, 8 GB", .arm), ("on a Pi 5 with 8 GB", .arm),
        ("i.MX8M Mini board", .arm), ("nvidia tegra194 kit", .arm), ("Kernel command line: console=ttyAMA0 ro", .tree),
        ("fe340000.emmc2: timeout", .tree), ("Armada 385 router", .arm32), ("imx6q board", .arm32),
        ("rockchip RK3506", .arm32), ("mt7621 router", .mips), ("POWER9 server", .power), ("s390x guest", .s390),
        ("VisionFive 2", .riscv), ("failed to open /dev/vfio/7: no such file", .vfio),
        ("KVM_SET_USER_MEMORY_REGION2 failed", .launch), ("our config for arm lacks it", .anyArm),
    ]) func aWorldIsKnownByItsName(_ line: String, _ world: World) {
        let reading = Reader.read(Pasted([(name: "x", bytes: [UInt8]("It hangs. \(line)\n".utf8))]))
        #expect(reading.worlds.first?.value == world, "\(reading.facts.map(\.fact))")
    }

    @Test(arguments: [
        "The integration test fails.", "The alarm rings in the pharmacy.", "The farm's charm", "a spi 4 flash",
        "x86_64 machine with an arm of the robot", "happy 5 users", "mt7921e 0000:01:00.0: timeout", "cortex",
    ]) func lettersInTheMidstOfAWordNameNone(_ line: String) {
        let reading = Reader.read(Pasted([(name: "x", bytes: [UInt8]("It hangs. \(line)\n".utf8))]))
        #expect(reading.worlds.isEmpty, "\(reading.facts.map(\.fact))")
    }

    @Test func aHostOfGuestsIsNoGuest() {
        let answer = Reports.answer(
            "SNP guest fails to start\nccp 0000:24:00.1: SEV API:1.51\nSEV supported: 410 ASIDs\n")
        #expect(
            answer.configuration?.boot.platform == .host && answer.configuration?.boot.encryption == Encryption.none)
        #expect(!answer.read.contains { $0.fact == "platform: guest" })
    }

    @Test(arguments: [(12, "ENOMEM"), (14, "EFAULT"), (22, "EINVAL")])
    func theNumberOfAnErrorOfVFIOIsTold(_ number: Int, _ name: String) {
        let answer = Reports.answer("VmBoot(VfioDmaMap(IommuDmaMap(Error(\(number)))))\nLinux 6.1.9\n")
        #expect(answer.answer == .notModelled && answer.cause.contains(name), "\(answer.cause)")
    }
}
