// SPDX-License-Identifier: GPL-2.0
/* QEMU's edu device (hw/misc/edu.c): finding it and its one DMA engine. */
#include <linux/delay.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "probe.h"

#define EDU_DMA_SOURCE 0x80
#define EDU_DMA_TARGET 0x88
#define EDU_DMA_COUNT 0x90
#define EDU_DMA_COMMAND 0x98
#define EDU_RUN 1
#define EDU_TO_RAM 2
#define EDU_BUFFER 0x40000

LIST_HEAD(edu_devices);

static int no_dma;
module_param(no_dma, int, 0444);
MODULE_PARM_DESC(no_dma, "say that transfers are done that are not: 1 those of requests, 2 the control transfers too");

bool edu_is_busy(struct edu *edu)
{
	return readq(edu->registers + EDU_DMA_COMMAND) & EDU_RUN;
}

int edu_deafness(void)
{
	return no_dma;
}

int edu_start(struct edu *edu, dma_addr_t address, u32 length, bool from_device, bool is_control)
{
	if (length == 0 || length > DMAROUTE_TRANSFER)
		return -EINVAL;
	if (edu_is_busy(edu))
		return -EBUSY;
	if (no_dma > is_control)
		return 0;
	/* A 4-byte write would clear the upper half, so these are 64 bits wide. */
	writeq(from_device ? EDU_BUFFER : address, edu->registers + EDU_DMA_SOURCE);
	writeq(from_device ? address : EDU_BUFFER, edu->registers + EDU_DMA_TARGET);
	writeq(length, edu->registers + EDU_DMA_COUNT);
	writeq(EDU_RUN | (from_device ? EDU_TO_RAM : 0), edu->registers + EDU_DMA_COMMAND);
	return 0;
}

/* Memory must not be freed under a transfer. A device that never ends one is left to its fate after a second. */
void edu_wait(struct edu *edu)
{
	int i;

	for (i = 0; i < 200 && edu_is_busy(edu); i++)
		msleep(5);
}

static int edu_bind(struct pci_dev *pci, const struct pci_device_id *id)
{
	struct edu *edu;
	int err;

	edu = devm_kzalloc(&pci->dev, sizeof(*edu), GFP_KERNEL);
	if (!edu)
		return -ENOMEM;
	err = pcim_enable_device(pci);
	if (err)
		return err;
	err = pci_request_region(pci, 0, "dmaroute");
	if (err)
		return err;
	edu->registers = pcim_iomap(pci, 0, 0);
	if (!edu->registers)
		return -ENOMEM;
	pci_set_master(pci);
	edu->pci = pci;
	pci_set_drvdata(pci, edu);
	mutex_lock(&probe_lock);
	list_add_tail(&edu->link, &edu_devices);
	mutex_unlock(&probe_lock);
	return 0;
}

static void edu_unbind(struct pci_dev *pci)
{
	struct edu *edu = pci_get_drvdata(pci);

	mutex_lock(&probe_lock);
	list_del(&edu->link);
	control_free(edu);
	mutex_unlock(&probe_lock);
}

static const struct pci_device_id edu_ids[] = {
	{ PCI_DEVICE(0x1234, 0x11e8) },
	{ }
};
MODULE_DEVICE_TABLE(pci, edu_ids);

static struct pci_driver edu_driver = {
	.name = "dmaroute",
	.id_table = edu_ids,
	.probe = edu_bind,
	.remove = edu_unbind,
};

int edu_register(void)
{
	return pci_register_driver(&edu_driver);
}

void edu_unregister(void)
{
	pci_unregister_driver(&edu_driver);
}
