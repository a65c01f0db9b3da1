/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <netinet/in.h>
#include <string.h>
#include <sys/uio.h>

#include "posix_local.h"
#include "posix_sockaddr.h"

/* Room for the larger of the two kinds of control message. */
union control {
	char bytes[CMSG_SPACE(sizeof(struct in6_pktinfo))];
	struct cmsghdr align;
};

bool wt_is_wildcard(const struct sockaddr *name)
{
	struct sockaddr_in four;
	struct sockaddr_in6 six;

	if (name->sa_family == AF_INET6) {
		memcpy(&six, name, sizeof(six));
		return IN6_IS_ADDR_UNSPECIFIED(&six.sin6_addr);
	}
	memcpy(&four, name, sizeof(four));
	return four.sin_addr.s_addr == htonl(INADDR_ANY);
}

int wt_tell_local(int handle, int family)
{
	int one = 1;

	if (family == AF_INET6)
		return setsockopt(handle, IPPROTO_IPV6, IPV6_RECVPKTINFO, &one, sizeof(one));
	return setsockopt(handle, IPPROTO_IP, IP_PKTINFO, &one, sizeof(one));
}

static void local_of(struct msghdr *message, struct wt_address *local)
{
	struct sockaddr_in four = { .sin_family = AF_INET };
	struct sockaddr_in6 six = { .sin6_family = AF_INET6 };
	struct in_pktinfo info4;
	struct in6_pktinfo info6;

	for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c; c = CMSG_NXTHDR(message, c)) {
		if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO) {
			memcpy(&info4, CMSG_DATA(c), sizeof(info4));
			four.sin_addr = info4.ipi_addr;
			wt_address_from_sockaddr(local, (struct sockaddr *)&four, sizeof(four));
		} else if (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_PKTINFO) {
			memcpy(&info6, CMSG_DATA(c), sizeof(info6));
			six.sin6_addr = info6.ipi6_addr;
			/* a link-local address is one of an interface (RFC 4007 6) */
			if (IN6_IS_ADDR_LINKLOCAL(&six.sin6_addr))
				six.sin6_scope_id = (uint32_t)info6.ipi6_ifindex;
			wt_address_from_sockaddr(local, (struct sockaddr *)&six, sizeof(six));
		}
	}
}

ssize_t wt_receive_local(int handle, void *data, size_t room, struct sockaddr_storage *name, socklen_t *name_length,
			 struct wt_address *local)
{
	struct iovec part = { .iov_base = data, .iov_len = room };
	union control control;
	struct msghdr message = {
		.msg_name = name,
		.msg_namelen = *name_length,
		.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control),
	};
	ssize_t moved = recvmsg(handle, &message, 0);

	memset(local, 0, sizeof(*local));
	if (moved < 0)
		return moved;
	*name_length = message.msg_namelen;
	local_of(&message, local);
	return moved;
}

/* Fills the control message that names `local`; its length. */
static size_t name_local(struct cmsghdr *c, const struct wt_address *local)
{
	struct sockaddr_in four;
	struct sockaddr_in6 six;
	struct in_pktinfo info4 = { 0 };
	struct in6_pktinfo info6 = { 0 };

	if (wt_address_family(local) == 6) {
		memcpy(&six, wt_address_sockaddr(local), sizeof(six));
		info6.ipi6_addr = six.sin6_addr;
		info6.ipi6_ifindex = six.sin6_scope_id;
		c->cmsg_level = IPPROTO_IPV6;
		c->cmsg_type = IPV6_PKTINFO;
		c->cmsg_len = CMSG_LEN(sizeof(info6));
		memcpy(CMSG_DATA(c), &info6, sizeof(info6));
		return CMSG_SPACE(sizeof(info6));
	}
	memcpy(&four, wt_address_sockaddr(local), sizeof(four));
	info4.ipi_spec_dst = four.sin_addr;
	c->cmsg_level = IPPROTO_IP;
	c->cmsg_type = IP_PKTINFO;
	c->cmsg_len = CMSG_LEN(sizeof(info4));
	memcpy(CMSG_DATA(c), &info4, sizeof(info4));
	return CMSG_SPACE(sizeof(info4));
}

/* For sendmsg, which only reads what its arguments point to without const. */
static void *read_only(const void *bytes)
{
	void *same;

	memcpy(&same, &bytes, sizeof(same));
	return same;
}

ssize_t wt_send_local(int handle, const void *data, size_t bytes, const struct wt_address *peer,
		      const struct wt_address *local)
{
	struct iovec part = { .iov_base = read_only(data), .iov_len = bytes };
	union control control;
	struct msghdr message = {
		.msg_name = read_only(wt_address_sockaddr(peer)),
		.msg_namelen = peer->length,
		.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control),
	};

	memset(&control, 0, sizeof(control));
	message.msg_controllen = name_local(CMSG_FIRSTHDR(&message), local);
	return sendmsg(handle, &message, MSG_NOSIGNAL);
}
