#include "CGuest.h"

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static struct sockaddr_in ipv4(uint32_t address)
{
    return (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(address)};
}

int guest_network_up(const char *name, uint32_t address)
{
    struct ifreq request = {0};
    struct sockaddr_in own = ipv4(address), mask = ipv4(0xffffff00);
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), result = 0;

    if (fd < 0)
        return -errno;
    strncpy(request.ifr_name, name, IFNAMSIZ - 1);
    memcpy(&request.ifr_addr, &own, sizeof own);
    if (ioctl(fd, SIOCSIFADDR, &request) != 0)
        result = -errno;
    memcpy(&request.ifr_netmask, &mask, sizeof mask);
    if (result == 0 && ioctl(fd, SIOCSIFNETMASK, &request) != 0)
        result = -errno;
    if (result == 0 && ioctl(fd, SIOCGIFFLAGS, &request) != 0)
        result = -errno;
    request.ifr_flags |= IFF_UP | IFF_RUNNING;
    if (result == 0 && ioctl(fd, SIOCSIFFLAGS, &request) != 0)
        result = -errno;
    close(fd);
    return result;
}

int guest_echo_socket(const char *name)
{
    struct timeval patience = {.tv_usec = 100000};
    int fd = socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_ICMP);

    if (fd < 0)
        return -errno;
    if (setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, name, strlen(name)) != 0
        || setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) != 0) {
        int result = -errno;
        close(fd);
        return result;
    }
    return fd;
}

int guest_send(int fd, uint32_t address, const void *bytes, size_t count)
{
    struct sockaddr_in target = ipv4(address);
    ssize_t sent = sendto(fd, bytes, count, 0, (struct sockaddr *)&target, sizeof target);

    return sent < 0 ? -errno : (size_t)sent == count ? 0 : -EIO;
}
