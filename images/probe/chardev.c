// SPDX-License-Identifier: GPL-2.0
/* /dev/dmaroute: takes requests one at a time, checks their device, hands them on. */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/uaccess.h>

#include "probe.h"

DEFINE_MUTEX(probe_lock);
u64 line_magic;
static bool is_open;

union request {
	u32 index;
	struct dmaroute_setup setup;
	struct dmaroute_load load;
	struct dmaroute_poll poll;
	struct dmaroute_map map;
	struct dmaroute_move move;
	struct dmaroute_store store;
	struct dmaroute_check check;
	struct dmaroute_release release;
	struct dmaroute_info info;
	struct dmaroute_hold hold;
	struct dmaroute_remask remask;
	struct dmaroute_unmap unmap;
};

static struct edu *find(u32 index)
{
	struct edu *edu;

	list_for_each_entry(edu, &edu_devices, link)
		if (edu->in_use && edu->index == index)
			return edu;
	return NULL;
}

static int setup(struct dmaroute_setup *setup)
{
	struct edu *edu;

	if (setup->index >= DMAROUTE_DEVICES)
		return -EINVAL;
	setup->slot[sizeof(setup->slot) - 1] = '\0';
	line_magic = setup->magic;
	list_for_each_entry(edu, &edu_devices, link) {
		if (strcmp(pci_name(edu->pci), setup->slot))
			continue;
		if (find(setup->index) && find(setup->index) != edu)
			return -EBUSY;
		setup->bind = 0;
		return control_setup(edu, setup);
	}
	setup->bind = -ENODEV;
	return 0;
}

static int info(struct dmaroute_info *info)
{
	struct edu *edu;

	*info = (struct dmaroute_info) {
		.direct_map = (u64)(unsigned long)__va(0),
		.page_structs = (u64)(unsigned long)pfn_to_page(0),
		.page_struct_bytes = sizeof(struct page),
		.scatterlist_bytes = sizeof(struct scatterlist),
		.no_dma = edu_deafness(),
	};
	list_for_each_entry(edu, &edu_devices, link)
		info->devices++;
	return 0;
}

static int dispatch(unsigned int number, union request *r)
{
	struct edu *edu;

	if (number == DMAROUTE_IOC_INFO)
		return info(&r->info);
	if (number == DMAROUTE_IOC_SETUP)
		return setup(&r->setup);
	edu = find(r->index);
	if (!edu)
		return -ENODEV;
	switch (number) {
	case DMAROUTE_IOC_LOAD:
		return control_load(edu, &r->load);
	case DMAROUTE_IOC_POLL:
		return control_poll(edu, &r->poll);
	case DMAROUTE_IOC_MAP:
		return mapping_make(edu, &r->map);
	case DMAROUTE_IOC_HOLD:
		return ballast_hold(edu, &r->hold);
	case DMAROUTE_IOC_UNMAP:
		return mapping_unmap(edu);
	case DMAROUTE_IOC_REMASK:
		return remask(edu, &r->remask);
	case DMAROUTE_IOC_MOVE:
		return mapping_move(edu, &r->move);
	case DMAROUTE_IOC_STORE:
		return control_store(edu, &r->store);
	case DMAROUTE_IOC_CHECK:
		return control_check(edu, &r->check);
	case DMAROUTE_IOC_RELEASE:
		return mapping_release(edu, &r->release);
	}
	return -ENOTTY;
}

static long probe_ioctl(struct file *file, unsigned int number, unsigned long argument)
{
	void __user *user = (void __user *)argument;
	size_t size = _IOC_SIZE(number);
	union request r = { };
	int err;

	if (_IOC_TYPE(number) != 'D' || size > sizeof(r))
		return -ENOTTY;
	if ((_IOC_DIR(number) & _IOC_WRITE) && copy_from_user(&r, user, size))
		return -EFAULT;
	mutex_lock(&probe_lock);
	err = dispatch(number, &r);
	mutex_unlock(&probe_lock);
	if (err)
		return err;
	if ((_IOC_DIR(number) & _IOC_READ) && copy_to_user(user, &r, size))
		return -EFAULT;
	return 0;
}

static int probe_open(struct inode *inode, struct file *file)
{
	int err;

	mutex_lock(&probe_lock);
	err = is_open ? -EBUSY : 0;
	is_open = true;
	mutex_unlock(&probe_lock);
	return err;
}

static int probe_close(struct inode *inode, struct file *file)
{
	struct edu *edu;

	mutex_lock(&probe_lock);
	list_for_each_entry(edu, &edu_devices, link)
		control_free(edu);
	is_open = false;
	mutex_unlock(&probe_lock);
	return 0;
}

static const struct file_operations probe_operations = {
	.owner = THIS_MODULE,
	.open = probe_open,
	.release = probe_close,
	.unlocked_ioctl = probe_ioctl,
};

static struct miscdevice probe_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "dmaroute",
	.fops = &probe_operations,
};

static int __init probe_init(void)
{
	int err = edu_register();

	if (err)
		return err;
	err = misc_register(&probe_device);
	if (err)
		edu_unregister();
	return err;
}

static void __exit probe_exit(void)
{
	misc_deregister(&probe_device);
	edu_unregister();
}

module_init(probe_init);
module_exit(probe_exit);
MODULE_DESCRIPTION("Makes edu devices do DMA and holds their mappings");
MODULE_LICENSE("GPL");
